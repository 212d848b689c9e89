import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A server on 127.0.0.1 that says one thing to everybody, over TLS.
struct EncryptedServer {
  private let channel: any Channel
  let port: Int

  init(_ identity: TestCertificate, _ body: String = "", location: String? = nil) throws {
    let context = try NIOSSLContext(configuration: identity.configuration)
    channel = try ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLServerHandler(context: context))
          try pipeline.configureHTTPServerPipeline()
          try pipeline.addHandler(Answer(body: body, location: location))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
  }

  /// The URL of something on it.
  func callAsFunction(_ path: String) -> String { "https://localhost:\(port)\(path)" }

  func close() { channel.close(promise: nil) }

  private final class Answer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let body: String
    private let location: String?

    init(body: String, location: String?) {
      self.body = body
      self.location = location
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .end = unwrapInboundIn(data) else { return }
      var head = HTTPResponseHead(version: .http1_1, status: location == nil ? .ok : .found)
      head.headers.add(name: "Content-Length", value: "\(body.utf8.count)")
      if let location { head.headers.add(name: "Location", value: location) }
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(
        wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
