import ConvergeTestSupport
import Testing

/// The order of runs on a host (`language.md`, section 5).
@Suite struct OrderTests {
  @Test func `a container that is to go goes before its image, also where that is pulled forward`()
    async throws
  {
    let runs = try ManifestRuns(
      host: """
        images: { "app:1": { id: a1 } }
        containers: { app: { image: "app:1", ours: true } }
        """)
    let run = try await runs.apply(
      """
      name: web
      images: { "app:1": { state: absent, before: ["file:/etc/free"] } }
      containers: { app: { state: absent, image: "app:1" } }
      files: { /etc/free: { content: "free" } }
      """)
    #expect(run.outcomes["container:app"] == "removed")
    #expect(run.outcomes["image:app:1"] == "removed")
    #expect(run.outcomes["file:/etc/free"] == "created")
  }
}
