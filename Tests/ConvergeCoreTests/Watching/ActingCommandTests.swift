import ConvergeCore
import Testing

@Suite struct `A command that acts` {
  private func command(_ text: String) -> ActingCommand? {
    ActingCommand(text.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    "systemctl stop nginx", "/usr/bin/systemctl stop nginx.service",
    "systemctl --no-block stop nginx",
    "systemctl -s KILL kill nginx", "systemctl disable --now nginx", "systemctl stop api nginx",
    "systemctl enable /etc/systemd/system/nginx.service", "sudo systemctl stop nginx",
    "sudo -u root /usr/bin/systemctl mask nginx", "systemd-run --scope systemctl stop nginx",
    "pkill nginx", "killall -9 nginx",
  ])
  func `names the unit that stands in it`(text: String) throws {
    #expect(try #require(command(text)).names(unit: "nginx.service", mainProcess: nil))
  }

  @Test(arguments: [
    "systemctl stop nginx2", "systemctl stop nginx.socket", "systemctl daemon-reload now",
    "systemctl stop apinginx", "kill -9 812", "docker stop nginx", "pkill nginx-debug",
  ])
  func `names no other unit`(text: String) {
    #expect(command(text)?.names(unit: "nginx.service", mainProcess: nil) != true)
  }

  @Test(arguments: [
    "systemctl status nginx", "systemctl is-active nginx", "systemctl show nginx",
    "systemctl --host db stop nginx", "systemctl --user stop nginx", "systemctl stop --user nginx",
    "systemctl stop", "vim nginx.service", "journalctl -u nginx", "docker ps", "docker logs api",
    "docker -H tcp://db:2375 stop api", "sudo -l", "", "cat systemctl stop nginx",
  ])
  func `is none where it only looks, acts elsewhere, or on nothing`(text: String) {
    #expect(command(text) == nil)
  }

  @Test func `names the unit whose main process it ends`() throws {
    let kill = try #require(command("/bin/kill -9 812"))
    #expect(kill.names(unit: "nginx.service", mainProcess: 812))
    #expect(!kill.names(unit: "nginx.service", mainProcess: 81))
    #expect(!kill.names(unit: "nginx.service", mainProcess: nil))
  }

  @Test(arguments: [
    "docker kill api", "docker container stop -t 10 api", "podman rm -f api",
    "docker update --memory 128M api", "docker kill 0123456789ab", "sudo docker stop api",
  ])
  func `names the container by its name or its id`(text: String) throws {
    let id = "0123456789abcdef"
    #expect(try #require(command(text)).names(container: "api", id: id))
  }

  @Test func `names no container by so short a beginning that it may be anything`() throws {
    let stop = try #require(command("docker stop -t 10 web"))
    #expect(!stop.names(container: "api", id: "10abcdef"))
  }

  @Test func `only an engine's command reaches out of a container`() throws {
    let words = [["systemctl", "stop", "nginx"], ["kill", "812"], ["docker", "stop", "api"]]
    let reaching = try words.map { try #require(ActingCommand($0)).reachesOutOfContainers }
    #expect(reaching == [false, false, true])
  }
}
