import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

@Suite struct CloudFactTests {
  @Test(
    arguments: [
      ("sys_vendor", "Amazon EC2", "aws"), ("bios_vendor", "Amazon EC2", "aws"),
      ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"),
      ("product_name", "Google Compute Engine", "gce"),
      ("sys_vendor", "DigitalOcean", "digitalocean"),
      ("sys_vendor", "Hetzner", "hetzner"), ("sys_vendor", "Vultr", "vultr"),
      ("sys_vendor", "Scaleway", "scaleway"), ("sys_vendor", "Akamai", "akamai"),
      ("sys_vendor", "Exoscale", "exoscale"), ("sys_vendor", "UpCloud", "upcloud"),
      ("chassis_asset_tag", "OracleCloud.com", "oracle"),
      ("product_name", "Alibaba Cloud ECS", "aliyun"),
      ("product_name", "OpenStack Nova", "openstack"),
      ("sys_vendor", "OpenStack Foundation", "openstack"), ("sys_vendor", "Dell Inc.", nil),
      ("sys_vendor", "Microsoft Corporation", nil),
    ] as [(String, String, String?)])
  func `firmware tells whose machine it is`(
    file: String, text: String, expected: String?
  ) async throws {
    let machine = SimulatedHost()
    machine.put("/sys/class/dmi/id/\(file)", Array("\(text)\n".utf8))
    let provider = try await FactReader(machine.host).value(at: "cloud.provider")
    #expect(provider == expected.map(Value.text) ?? .null)
  }

  @Test(
    arguments: [
      (#"{"v1": {"cloud_name": "hetzner", "region": "eu-central"}}"#, "hetzner", "eu-central"),
      (#"{"v1": {"cloud_name": "unknown", "region": "none"}}"#, "aws", nil),
      (#"{"v1": {"cloud_name": 7, "region": ["x"]}}"#, "aws", nil), (#"{"v1": 1}"#, "aws", nil),
      ("{", "aws", nil), ("", "aws", nil), ("[]", "aws", nil),
    ] as [(String, String, String?)])
  func `what cloud-init knows counts, and what it does not know is asked of the firmware`(
    document: String, provider: String, region: String?
  ) async throws {
    let machine = SimulatedHost()
    machine.put("/run/cloud-init/instance-data.json", Array(document.utf8))
    machine.put("/sys/class/dmi/id/sys_vendor", Array("Amazon EC2\n".utf8))
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "cloud.provider") == .text(provider))
    #expect(try await reader.value(at: "cloud.region") == region.map(Value.text) ?? .null)
  }
}
