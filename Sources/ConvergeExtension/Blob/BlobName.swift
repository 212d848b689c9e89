internal import ConvergeCore

/// Which URLs are blobs of a storage account.
enum BlobName {
  /// Whether it is `ACCOUNT.blob.SUFFIX/CONTAINER/BLOB`, or a blob of the root container.
  ///
  /// The host must be the account's: a signature made for another one would be good for nothing but
  /// to be taken away.
  static func isBlob(_ address: WebAddress, of account: StorageAccount) -> Bool {
    let isHost =
      address.host.hasPrefix("\(account.name).blob.")
      && address.host.utf8.count > account.name.utf8.count + ".blob.".utf8.count
    let segments = address.path.utf8.split(separator: UInt8(ascii: "/"))
    return isHost && !segments.isEmpty && address.path.utf8.last != UInt8(ascii: "/")
  }
}
