import Testing

/// Something that somebody does to a host behind converge's back.
struct Tampering: Sendable, CustomTestStringConvertible {
  let name: String
  /// For a shell on the host.
  let script: String
  /// The resource that drifts by it, and the attribute that tells.
  let reference: String
  let attribute: String
  /// Succeeds once it is undone, without asking converge.
  let proof: String

  var testDescription: String { name }

  /// The ten of the web host.
  static let all: [Tampering] = [
    Tampering(
      name: "content", script: "echo tampered >> /srv/www/index.html",
      reference: "file:/srv/www/index.html", attribute: "content",
      proof: "test \"$(curl -sf http://127.0.0.1:8080/)\" = '<h1>made by converge</h1>'"),
    Tampering(
      name: "mode", script: "chmod 0600 /etc/nginx/conf.d/site.conf",
      reference: "file:/etc/nginx/conf.d/site.conf", attribute: "mode",
      proof: "test $(stat -c %a /etc/nginx/conf.d/site.conf) = 644"),
    Tampering(
      name: "owner", script: "chown daemon /opt/clock/clock.sh",
      reference: "file:/opt/clock/clock.sh", attribute: "owner",
      proof: "test $(stat -c %U /opt/clock/clock.sh) = root"),
    Tampering(
      name: "deleted file", script: "rm /etc/systemd/system/clock.service",
      reference: "file:/etc/systemd/system/clock.service", attribute: "content",
      proof: "grep -q ^ExecStart=/opt/clock/clock.sh /etc/systemd/system/clock.service"),
    Tampering(
      name: "link retargeted", script: "ln -sfn /tmp /srv/current",
      reference: "link:/srv/current", attribute: "target",
      proof: "test $(readlink /srv/current) = /srv/www"),
    Tampering(
      name: "service stopped", script: "systemctl stop nginx",
      reference: "service:nginx", attribute: "running",
      proof: "systemctl -q is-active nginx && curl -sf http://127.0.0.1:8080/"),
    Tampering(
      name: "service disabled", script: "systemctl -q disable clock",
      reference: "service:clock", attribute: "enabled",
      proof: "systemctl -q is-enabled clock"),
    Tampering(
      name: "package removed", script: "apt-get remove -y -qq nginx nginx-common >/dev/null 2>&1",
      reference: "package:nginx", attribute: "version",
      proof: "dpkg-query -W -f '${Status}' nginx | grep -q 'ok installed' && nginx -t"),
    Tampering(
      name: "container killed", script: "docker kill api >/dev/null",
      reference: "container:api", attribute: "state",
      proof: "test $(docker inspect -f '{{.State.Running}}' api) = true"),
    Tampering(
      name: "memory limit", script: "docker update --memory 128M --memory-swap 256M api >/dev/null",
      reference: "container:api", attribute: "memory",
      proof: "test $(docker inspect -f '{{.HostConfig.Memory}}' api) = 67108864"),
  ]
}
