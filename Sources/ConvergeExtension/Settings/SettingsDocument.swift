package import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSignatures
internal import ConvergeYAML

/// The text of settings, taken apart: what is public, and what is protected, perhaps still encrypted.
package struct SettingsDocument: Sendable {
  package enum Protected: Sendable, Equatable {
    case none
    case plain(Node)
    /// CMS in DER (RFC 5652), and of which certificate.
    case encrypted([UInt8], thumbprint: String, at: Place)
  }

  package let publicSettings: Node
  package let protected: Protected

  /// Reads the text: the object itself, `publicSettings` and `protectedSettings` in the plain, or a
  /// handler's `runtimeSettings`.
  package init?(_ text: [UInt8], file: String, reporting problems: inout Diagnostics) {
    guard let root = Self.root(of: text, file: file, isProtected: false, reporting: &problems)
    else { return nil }
    var reader = SettingsObject("settings", root, isProtected: false)
    defer { problems.append(contentsOf: reader.problems) }
    guard root.mapping != nil else {
      reader.report(Message.noObject, at: root.place)
      return nil
    }
    let empty = Node(.mapping([]), at: root.place)
    if reader.has("runtimeSettings") {
      guard let handler = Self.handlerSettings(&reader) else { return nil }
      publicSettings = Self.object(handler.node["publicSettings"]) ?? empty
      guard let protected = Self.encrypted(handler, &reader) else { return nil }
      self.protected = protected
    } else if reader.has("publicSettings") || reader.has("protectedSettings") {
      reader.expect(["publicSettings", "protectedSettings"])
      publicSettings = Self.object(root["publicSettings"]) ?? empty
      protected = Self.object(root["protectedSettings"]).map(Protected.plain) ?? .none
    } else {
      publicSettings = root
      protected = .none
    }
    if reader.problems.hasErrors { return nil }
  }

  /// What was decrypted, as an object whose lines are never shown.
  package static func protectedSettings(
    _ text: [UInt8], reporting problems: inout Diagnostics
  ) -> Node? {
    root(of: text, file: "protectedSettings", isProtected: true, reporting: &problems)
  }

  private static func object(_ node: Node?) -> Node? {
    guard let node, !node.isNull else { return nil }
    return node
  }

  private static func root(
    of text: [UInt8], file: String, isProtected: Bool, reporting problems: inout Diagnostics
  ) -> Node? {
    let (root, found) = YAMLReader(file: file).read(text)
    let start = Place(file: file, line: 1, column: 1)
    if found.hasErrors {
      // libyaml knows no surrogates, which JSON writes for what is beyond the first plane.
      if String(decoding: text, as: UTF8.self).range(ofSurrogate: ()),
        let value = try? Value(json: text)
      {
        return Node(value: value, at: start)
      }
      for item in found.items where item.severity == .error {
        problems.append(
          Diagnostic(
            .error, isProtected ? Message.notJSON : item.message, at: item.place,
            hint: isProtected ? nil : item.hint, hidesLine: true))
      }
      return nil
    }
    guard let root else {
      problems.append(Diagnostic(.error, Message.nothing, at: start, hidesLine: true))
      return nil
    }
    return root
  }

  private static func handlerSettings(_ reader: inout SettingsObject) -> SettingsObject? {
    reader.expect(["runtimeSettings"])
    let elements = reader.list("runtimeSettings")
    guard elements.count == 1, let element = elements.first, element.mapping != nil else {
      reader.report(Message.oneElement, at: reader.place("runtimeSettings"))
      return nil
    }
    var outer = SettingsObject("runtimeSettings[0]", element, isProtected: false)
    outer.expect(["handlerSettings"])
    guard let node = element["handlerSettings"], node.mapping != nil else {
      outer.report(Message.noHandlerSettings, at: element.place)
      reader.problems.append(contentsOf: outer.problems)
      return nil
    }
    var handler = SettingsObject("handlerSettings", node, isProtected: false)
    handler.expect(["publicSettings", "protectedSettings", "protectedSettingsCertThumbprint"])
    reader.problems.append(contentsOf: outer.problems)
    reader.problems.append(contentsOf: handler.problems)
    return handler
  }

  private static func encrypted(
    _ handler: SettingsObject, _ reader: inout SettingsObject
  ) -> Protected? {
    var handler = handler
    handler.problems = Diagnostics()
    defer { reader.problems.append(contentsOf: handler.problems) }
    guard let node = object(handler.node["protectedSettings"]), node.scalar?.text != "" else {
      return Protected.none
    }
    guard let base64 = handler.text("protectedSettings") else { return nil }
    guard let bytes = Base64Text.decoded(base64.utf8), !bytes.isEmpty else {
      handler.report(Message.notBase64, at: node.place)
      return nil
    }
    guard let thumbprint = handler.text("protectedSettingsCertThumbprint") else {
      handler.report(Message.noThumbprint, at: node.place)
      return nil
    }
    let place = handler.place("protectedSettingsCertThumbprint")
    // It becomes a file's name.
    guard [40, 64].contains(thumbprint.utf8.count), thumbprint.allSatisfy(\.isHexDigit),
      thumbprint.utf8.allSatisfy({ $0 < 0x80 })
    else {
      handler.report(Message.badThumbprint, at: place, hint: Message.thumbprintHint)
      return nil
    }
    return .encrypted(bytes, thumbprint: thumbprint, at: node.place)
  }
}

extension String {
  /// Whether a surrogate is written in it, as `\ud83d`.
  fileprivate func range(ofSurrogate: Void) -> Bool {
    contains("\\ud") || contains("\\uD")
  }
}

private enum Message {
  static let noObject = "settings must be an object"
  static let nothing = "there are no settings in it"
  static let notJSON = "the protected settings are not JSON"
  static let oneElement = "'runtimeSettings' must be a list of one object"
  static let noHandlerSettings = "'handlerSettings' must be an object"
  static let notBase64 = "'protectedSettings' must be base64"
  static let noThumbprint =
    "'protectedSettings' needs 'protectedSettingsCertThumbprint', which names its certificate"
  static let badThumbprint = "'protectedSettingsCertThumbprint' is no thumbprint"
  static let thumbprintHint = "40 or 64 hexadecimal digits"
}
