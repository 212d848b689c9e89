import Foundation
import Testing

/// A report as a program reads it.
struct Report {
  let object: [String: Any]

  init(_ text: String) throws {
    object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  struct Resource {
    let reference: String
    let outcome: String
    let cause: String?
    /// By attribute.
    let causes: [String: String]
    let message: String
  }

  var resources: [Resource] {
    (object["resources"] as? [[String: Any]] ?? []).map { item in
      let changes = item["changes"] as? [[String: Any]] ?? []
      let pairs = changes.map { ($0["attribute"] as? String ?? "", $0["cause"] as? String ?? "") }
      let failure = item["failure"] as? [String: Any] ?? [:]
      return Resource(
        reference: item["ref"] as? String ?? "", outcome: item["outcome"] as? String ?? "",
        cause: item["cause"] as? String,
        causes: Dictionary(pairs) { first, _ in first },
        message: failure.values.map { "\($0)" }.joined(separator: " "))
    }
  }

  func resource(_ reference: String) throws -> Resource {
    try #require(resources.first { $0.reference == reference }, "\(reference) is not in the report")
  }

  /// Those that are not as they should be.
  var differing: [Resource] { resources.filter { $0.outcome != "in_sync" } }
}
