import ConvergeAgent
import Testing

@Suite struct AgentConfigurationTests {
  @Test func `an empty configuration enforces every half hour`() {
    let configuration = AgentConfiguration()
    #expect(configuration.mode == .enforce)
    #expect(configuration.interval == .seconds(1800))
  }
}
