/// What a verb has worked with, at its end.
///
/// The process ends next, and its memory with it: to take thousands of values apart before would be
/// for nothing, and takes longer than to read the ledger.
func keepUntilExit(_ values: Any...) { _ = Unmanaged.passRetained(Kept(values: values)) }

private final class Kept {
  private let values: [Any]
  init(values: [Any]) { self.values = values }
}
