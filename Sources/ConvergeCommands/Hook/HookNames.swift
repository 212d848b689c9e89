internal import ArgumentParser
internal import ConvergeHooks
internal import ConvergeHost

/// The names of the hooks that have run on this host, for a shell that completes one.
enum HookNames {
  /// A hook's last name, where no other has that, or else all of its label.
  static let completion = CompletionKind.custom { words, _, _ in names(typed: words) }

  /// - Parameter words: the command line as far as it is typed.
  private static func names(typed words: [String]) -> [String] {
    // Nothing is offered where nothing can be read.
    guard let directory = try? StateDirectory.resolve(chosen: stateDirectory(in: words)) else {
      return []
    }
    let host = LocalHost().host
    let labels = (try? HookFolder.all(in: "\(directory.path)/hooks", on: host))?.map(\.label) ?? []
    let last = labels.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    return zip(labels, last).map { label, name in
      last.count(where: { $0 == name }) == 1 ? name : label
    }
  }

  private static func stateDirectory(in words: [String]) -> String? {
    let option = "--state-dir"
    if let place = words.lastIndex(of: option), place + 1 < words.count { return words[place + 1] }
    return words.last { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
  }
}
