internal import ConvergeCore

/// A password as `crypt(3)` keeps it, by Drepper's "Unix crypt using SHA-256 and SHA-512".
struct PasswordDigest {
  private let hash: SecureHash
  private let mark: String
  private let rounds: Int
  private let salt: [UInt8]

  /// What `crypt` takes where nothing is written down.
  private static let usualRounds = 5_000
  static let allowedRounds = 1_000...999_999_999
  static let longestSalt = 16
  static let names = ["sha256", "sha512"]

  /// Nil for another name than those of `names`, or with `_crypt` behind them. Without `rounds`
  /// there are as many as Ansible takes.
  init?(_ name: String, rounds: Int?, salt: String) {
    switch name {
    case "sha256", "sha256_crypt": (hash, mark) = (.sha256, "5")
    case "sha512", "sha512_crypt": (hash, mark) = (.sha512, "6")
    default: return nil
    }
    self.rounds = rounds ?? (hash == .sha256 ? 535_000 : 656_000)
    self.salt = Array(salt.utf8)
  }

  /// How often the digest is made.
  var work: Int { rounds }

  private static let letters = Array(
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// Whether a salt has only the letters that it may have.
  static func isSalt(_ text: String) -> Bool {
    text.utf8.count <= longestSalt && text.utf8.allSatisfy(letters.contains)
  }

  /// A salt of such letters.
  static func salt(_ random: inout SeededRandom) -> String {
    let bytes = (0..<longestSalt).map { _ in letters[random.below(letters.count)] }
    return String(decoding: bytes, as: UTF8.self)
  }

  func text(_ password: String) -> String {
    let password = Array(password.utf8)
    var state = start(password)
    let words = repeated(
      hash.digest(Array(repeatElement(password, count: password.count).joined())), password.count)
    let salts = Array(repeatElement(salt, count: 16 + Int(state[0])).joined())
    let salted = repeated(hash.digest(salts), salt.count)
    var message: [UInt8] = []
    for round in 0..<rounds {
      message.removeAll(keepingCapacity: true)
      message += round & 1 == 1 ? words : state
      if round % 3 != 0 { message += salted }
      if round % 7 != 0 { message += words }
      message += round & 1 == 1 ? state : words
      state = hash.digest(message)
    }
    let told = rounds == Self.usualRounds ? "" : "rounds=\(rounds)$"
    return "$\(mark)$\(told)\(String(decoding: salt, as: UTF8.self))$\(encoded(state))"
  }

  /// The digest that the rounds begin with.
  private func start(_ password: [UInt8]) -> [UInt8] {
    let inner = hash.digest(password + salt + password)
    var message = password + salt + repeated(inner, password.count)
    var length = password.count
    while length > 0 {
      message += length & 1 == 1 ? inner : password
      length >>= 1
    }
    return hash.digest(message)
  }

  /// A digest over and over, up to a length.
  private func repeated(_ digest: [UInt8], _ count: Int) -> [UInt8] {
    (0..<count).map { digest[$0 % digest.count] }
  }

  /// Three bytes at a time as four letters, in the order of the specification.
  private func encoded(_ digest: [UInt8]) -> String {
    var text: [UInt8] = []
    func append(_ word: Int, _ count: Int) {
      for place in 0..<count { text.append(Self.letters[word >> (6 * place) & 63]) }
    }
    let third = digest.count / 3
    var (a, b, c) = (0, third, 2 * third)
    for _ in 0..<third {
      append(Int(digest[a]) << 16 | Int(digest[b]) << 8 | Int(digest[c]), 4)
      (a, b, c) = hash == .sha256 ? (c + 1, a + 1, b + 1) : (b + 1, c + 1, a + 1)
    }
    switch hash {
    case .sha256: append(Int(digest[31]) << 8 | Int(digest[30]), 3)
    case .sha512: append(Int(digest[63]), 2)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
