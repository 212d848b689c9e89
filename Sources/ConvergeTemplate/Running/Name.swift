/// A name that is looked for, with its hash.
struct Name {
  let text: String
  let hash: Int

  init(_ text: String) {
    self.text = text
    hash = textHash(text)
  }
}

/// A variable that others see by its name.
struct Export {
  let name: Name
  let slot: Slot
}
