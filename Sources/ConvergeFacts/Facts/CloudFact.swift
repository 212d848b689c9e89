internal import ConvergeCore

/// `facts.cloud`
enum CloudFact {
  private static let instance = "/run/cloud-init/instance-data.json"

  static let fact = Fact(
    "cloud", "The cloud that the host is rented from. Its metadata service is not asked.",
    from: "\(instance), else /sys/class/dmi/id",
    [
      FactSpec(
        "provider", .text,
        """
        In cloud-init's words: `aws`, `azure`, `gce`, `digitalocean`, `hetzner`, `openstack`, \
        `oracle`, `aliyun`, …; null outside of any known one.
        """,
        from: "`v1.cloud_name` where cloud-init knows it, else what the firmware says"),
      FactSpec(
        "platform", .text, "Where cloud-init had its data from: `ec2`, `nocloud`.",
        from: "`v1.platform`"),
      FactSpec("region", .text, "`eu-central-1`.", from: "`v1.region`"),
      FactSpec("availability_zone", .text, "`eu-central-1a`.", from: "`v1.availability_zone`"),
      FactSpec("instance_id", .text, "`i-0123456789abcdef0`.", from: "`v1.instance_id`"),
    ], read: read)

  private static func read(_ host: FactHost) -> Value {
    // With user data it can be large; what is secret in it stands in a file of root's.
    let document = host.bytes(instance, limitBytes: 16 << 20).flatMap { try? Value(json: $0) }
    let told = document?["v1"]
    let name = word(told?["cloud_name"])
    return .record([
      "provider": .told(name ?? provider(host)), "platform": .told(word(told?["platform"])),
      "region": .told(word(told?["region"])),
      "availability_zone": .told(word(told?["availability_zone"])),
      "instance_id": .told(word(told?["instance_id"])),
    ])
  }

  /// What cloud-init does not know it writes as a word too.
  private static func word(_ value: Value?) -> String? {
    guard let text = value?.text, !text.isEmpty else { return nil }
    return ["unknown", "none", "None", "not run"].contains(text) ? nil : text
  }

  private static func provider(_ host: FactHost) -> String? {
    var firmware: [String: String] = [:]
    for sign in signs where firmware[sign.file] == nil {
      firmware[sign.file] = host.line("/sys/class/dmi/id/\(sign.file)") ?? ""
    }
    return signs.first { firmware[$0.file]?.hasPrefix($0.prefix) == true }?.provider
  }

  /// As cloud-init's ds-identify looks for them.
  private static let signs: [(file: String, prefix: String, provider: String)] = [
    ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"),
    ("chassis_asset_tag", "OracleCloud.com", "oracle"),
    ("chassis_asset_tag", "OpenTelekomCloud", "openstack"),
    ("chassis_asset_tag", "Amazon EC2", "aws"),
    ("product_name", "Google Compute Engine", "gce"),
    ("product_name", "Alibaba Cloud ECS", "aliyun"),
    ("product_name", "OpenStack Nova", "openstack"),
    ("product_name", "OpenStack Compute", "openstack"),
    ("sys_vendor", "Amazon EC2", "aws"), ("bios_vendor", "Amazon EC2", "aws"),
    ("sys_vendor", "DigitalOcean", "digitalocean"), ("sys_vendor", "Hetzner", "hetzner"),
    ("sys_vendor", "Vultr", "vultr"), ("sys_vendor", "Scaleway", "scaleway"),
    ("sys_vendor", "Akamai", "akamai"), ("sys_vendor", "Linode", "akamai"),
    ("sys_vendor", "Exoscale", "exoscale"), ("sys_vendor", "UpCloud", "upcloud"),
    ("sys_vendor", "Alibaba Cloud", "aliyun"), ("sys_vendor", "Tencent Cloud", "tencent"),
    ("sys_vendor", "OpenStack Foundation", "openstack"),
  ]
}
