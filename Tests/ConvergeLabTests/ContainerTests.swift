import Foundation
import Testing

extension LabTests {
  /// Containers and images on a real Docker Engine.
  @Suite(.serialized, .onLabHost("container"))
  struct ContainerTests {
    private let host = LabHost.current

    /// Applies a manifest of these containers, and expects this exit status.
    @discardableResult
    private func apply(
      _ containers: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
    ) throws -> Report {
      try host.write("name: containers\n\(containers)\n", to: "/root/containers.yml")
      let ending = try host.converge("apply", "/root/containers.yml", "--format", "json")
      #expect(ending.status == status, "\(ending.output)\(ending.error)", sourceLocation: location)
      return try Report(ending.output)
    }

    private func drift() throws -> Report {
      let ending = try host.converge("drift", "/root/containers.yml", "--format", "json")
      #expect(ending.status == 2, "\(ending.output)\(ending.error)")
      return try Report(ending.output)
    }

    private func inspect(_ name: String, _ format: String) throws -> String {
      try host.shell("docker inspect -f '{{\(format)}}' \(name)")
    }

    private func names() throws -> [Substring] {
      try host.shell("docker ps -a --format '{{.Names}}' | sort").split(separator: "\n")
    }

    @Test func `everything that is declared is there, and a second run leaves it alone`() throws {
      try host.shell("docker network create front; docker network create back; mkdir -p /srv/www")
      let all = """
        containers:
          all:
            image: lab/web:1
            command: [-f, -p, "8000", -h, /srv//]
            entrypoint: [httpd]
            environment: { A: "1", B: "" }
            ports: ["127.0.0.1:8000-8001:8000-8001", "0.0.0.0:9000:9000/udp", "7000"]
            volumes: ["data:/data", "/srv/www:/srv:z,ro"]
            networks: [front, back]
            restart: on-failure:3
            labels: { team: blue }
            user: "0:0"
            working_dir: /srv/./
            hostname: web.example.org
            healthcheck: { test: [wget, -q, -O, /dev/null, "http://127.0.0.1:8000/"], \
        interval: 200ms, timeout: 5s, start_period: 0s, retries: 20 }
            memory: 64M
            cpus: 0.5
          shares: { image: "lab/web:1", network_mode: "container:all", command: [sleep, "1000"] }
          waits: { image: "lab/web:1", state: stopped, network_mode: none }
        """
      try host.shell("echo here > /srv/www/index.html")
      try apply(all)
      #expect(try host.shell("curl -sf http://127.0.0.1:8000/") == "here")
      #expect(try host.shell("docker exec shares wget -q -O - http://127.0.0.1:8000/") == "here")
      #expect(try inspect("waits", ".State.Status") == "created")
      let containers = """
        docker inspect -f '{{.Id}} {{.State.Status}} {{.State.StartedAt}} {{json .HostConfig}}' \
          all shares waits
        """
      let before = try host.shell(containers)
      #expect(try apply(all).differing.isEmpty)
      #expect(try host.shell(containers) == before)
      // What is no longer declared goes back to what image and engine say.
      try apply("containers: { all: { image: \"lab/web:1\" } }")
      #expect(
        try inspect("all", "json .Config.Env") == inspect("lab/web:1", "json .Config.Env"))
      #expect(try inspect("all", "json .Config.Cmd") == inspect("lab/web:1", "json .Config.Cmd"))
      #expect(try inspect("all", ".HostConfig.Memory") == "0")
      #expect(try inspect("all", "len .HostConfig.PortBindings") == "0")
      #expect(try host.converge("plan", "/root/containers.yml").status == 0)
      try host.shell("docker rm -f shares waits; docker volume inspect data")
    }

    @Test func `limits, restart policy and networks change in place, all else by replacement`()
      throws
    {
      try host.shell("docker network create east; docker network create west")
      try host.shell(
        """
        docker create --name maker lab/web:1
        docker commit --change 'VOLUME /data' maker lab/keeper
        docker rm maker
        """)
      try apply("containers: { web: { image: lab/keeper, networks: [east] } }")
      try host.shell("docker exec web sh -c 'echo kept > /data/file'")
      let id = try inspect("web", ".Id")
      for settings in [
        "memory: 64M, networks: [east]",
        "memory: 256M, cpus: 1, restart: always, networks: [east, west]",
        "memory: 128M, cpus: 0.5, restart: on-failure:2, networks: [west]",
      ] {
        try apply("containers: { web: { image: lab/keeper, \(settings) } }")
        #expect(try inspect("web", ".Id") == id)
        #expect(try inspect("web", ".RestartCount") == "0")
      }
      #expect(
        try inspect(
          "web",
          """
          .HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} \
          {{.HostConfig.RestartPolicy.MaximumRetryCount}} \
          {{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end
          """) == "134217728 268435456 500000000 2 west ")
      // It was made in a network that it has left, and that is gone.
      try host.shell("docker network rm east; docker restart web")
      // Removing a limit, and anything else, takes another container; its volume goes along.
      for settings in ["networks: [west]", "environment: { A: \"1\" }"] {
        let before = try inspect("web", ".Id")
        try apply("containers: { web: { image: lab/keeper, \(settings) } }")
        #expect(try inspect("web", ".Id") != before)
        #expect(try host.shell("docker exec web cat /data/file") == "kept")
      }
      #expect(try inspect("web", ".HostConfig.Memory") == "0")
      #expect(try names().contains { $0.contains(".converge-") } == false)
      try apply("containers: { web: absent }")
      #expect(try host.shell("docker volume ls -q | grep -c '^[0-9a-f]\\{64\\}$'") != "0")
    }

    /// What somebody does to a container, and what it is found by.
    static let tampering = [
      (
        """
        docker update --memory 128m --memory-swap 256m --cpus 1 --restart no held
        docker network connect held-net held
        """, ["memory", "cpus", "restart", "networks"]
      ),
      ("docker network disconnect bridge held", ["networks"]), ("docker kill held", ["state"]),
      ("docker pause held", ["state"]),
    ]

    @Test func `what somebody did to a container is found, and undone without another`() throws {
      let held = """
        containers:
          held: { image: "lab/web:1", memory: 64M, cpus: 0.5, restart: always, networks: [bridge] }
        """
      try apply(held)
      let id = try host.shell("docker network create held-net >&2; docker inspect -f {{.Id}} held")
      for (script, attributes) in Self.tampering {
        try host.shell(script)
        let found = try drift().resource("container:held")
        let expected = Dictionary(uniqueKeysWithValues: attributes.map { ($0, "host") })
        #expect(found.causes == expected, "\(script): \(found)")
        try apply(held)
        #expect(try inspect("held", ".Id") == id, "\(script)")
      }
      #expect(try host.converge("drift", "/root/containers.yml").status == 0)
      try host.shell("docker rm -f held")
      #expect(try drift().resource("container:held").causes["state"] == "host")
    }

    @Test func `a container that does not come up fails and says why, until it does`() throws {
      let sick = """
        containers:
          sick:
            image: lab/web:1
            healthcheck: { test: "test -e /well || { echo not well; false; }", interval: 100ms, \
        retries: 2 }
        """
      for _ in 1...2 {
        let failed = try apply(sick, status: 4).resource("container:sick")
        #expect(failed.outcome == "failed")
        #expect(failed.message.contains("its health check fails: not well"), "\(failed)")
      }
      try host.shell("docker exec sick touch /well")
      try apply(sick)
      let script = "echo out of luck >&2; exit 3"
      for (settings, reason) in [
        ("", "it ended with exit status 3; its last words: out of luck"),
        ("restart: always, ", "it ends and is started over; its last words: out of luck"),
      ] {
        let ended = try apply(
          "containers: { ends: { image: \"lab/web:1\", \(settings)command: [sh, -c, \(script)] } }",
          status: 4
        ).resource("container:ends")
        #expect(ended.message.contains(reason), "\(ended)")
      }
      try host.shell("docker rm -f sick ends")
    }

    @Test func `a replacement that fails puts the old one back`() throws {
      try host.shell("docker run -d --name other -p 127.0.0.1:8005:80 lab/web:2")
      try apply("containers: { old: { image: \"lab/web:1\" } }")
      let before = try inspect("old", ".Id")
      for settings in [
        "ports: [\"127.0.0.1:8005:80\"]", "command: [nosuchprogram]", "command: [sh, -c, exit 1]",
      ] {
        let failed = try apply(
          "containers: { old: { image: \"lab/web:1\", \(settings), environment: { A: x } } }",
          status: 4)
        #expect(try failed.resource("container:old").message.contains("was put back"))
        #expect(try inspect("old", ".Id}} {{.State.Running") == "\(before) true", "\(settings)")
      }
      #expect(try names().contains { $0.contains(".converge-") } == false)
      try host.shell("docker rm -f old other")
    }

    @Test func `one of somebody else is adopted as it is, and otherwise only taken over`() throws {
      try host.shell("docker run -d --name found -e A=1 --memory 64m -v /data lab/web:1")
      try host.shell("docker exec found sh -c 'echo kept > /data/file'")
      let id = try inspect("found", ".Id")
      let found = "containers: { found: { image: \"lab/web:1\", environment: { A: \"1\" }, memory: "
      let refused = try apply(found + "128M } }", status: 4).resource("container:found")
      #expect(refused.message.contains("converge did not create it, and it differs in memory"))
      #expect(try apply(found + "64M } }").differing.isEmpty)
      #expect(try inspect("found", ".Id") == id)
      // Known by now, it is changed as any other.
      try apply(found + "128M } }")
      #expect(try inspect("found", ".Id}} {{.HostConfig.Memory") == "\(id) 134217728")
      try host.shell("docker rm -f found; docker run -d --rm --name passing -v /data lab/web:1")
      try host.shell("docker exec passing sh -c 'echo kept > /data/file'")
      try apply(
        "containers: { passing: { image: \"lab/web:2\", restart: always, take_over: true } }")
      #expect(try host.shell("docker exec passing cat /data/file /www/index.html") == "kept\nweb 2")
      try host.shell("docker rm -f passing")
    }

    /// Seeded moments of a replacement, in milliseconds.
    static let moments = [60, 150, 240, 330, 450]

    @Test func `killed in the middle of a replacement, the next run has one container`() throws {
      let version = { (number: Int) in
        """
        containers:
          many: { image: "lab/web:1", volumes: ["many:/data"], environment: { N: "\(number)" }, \
        ports: ["127.0.0.1:8006:80"] }
        """
      }
      try apply(version(0))
      var killed = 0
      for (number, moment) in Self.moments.enumerated() {
        try host.write("name: containers\n\(version(number + 1))\n", to: "/root/containers.yml")
        let seconds = "0.\(String(1000 + moment).dropFirst())"
        let ending = try host.exec(
          "timeout", "-s", "KILL", seconds, "converge", "apply", "/root/containers.yml")
        if ending.status == 137 { killed += 1 }
        try apply(version(number + 1))
        let seen = try host.shell(
          """
          docker ps -a --format '{{.Names}}' | grep many
          docker exec many sh -c 'echo $N'
          curl -sf http://127.0.0.1:8006/
          """)
        #expect(seen == "many\n\(number + 1)\nweb 1", "after \(moment) ms")
      }
      #expect(killed > 0)
      try host.shell("docker rm -f many")
    }

    @Test func `an image is pulled, and what a registry refuses is told`() throws {
      try host.shell("lab-serve-images >/dev/null 2>&1")
      let pulled = """
        images: ["localhost:5000/lab/web:1"]
        containers: { pulled: { image: "localhost:5000/lab/web:1" } }
        """
      let first = try apply(pulled)
      #expect(try first.resource("image:localhost:5000/lab/web:1").outcome == "created")
      #expect(try apply(pulled).differing.isEmpty)
      let refused = try apply("images: [\"localhost:5000/lab/web:9\"]", status: 4)
      #expect(
        try refused.resource("image:localhost:5000/lab/web:9").message.contains("lab/web:9"))
      let digest = try inspect("localhost:5000/lab/web:1", "index .RepoDigests 0")
      try apply(
        "containers: { pulled: absent }\nimages: { \"localhost:5000/lab/web:1\": absent }")
      #expect(try host.shell("docker images -q --filter reference=localhost:5000/lab/web") == "")
      try apply("images: [\"\(digest)\"]")
      #expect(try host.converge("plan", "/root/containers.yml").status == 0)
      try apply("images: { \"\(digest)\": absent }")
    }

    @Test func `a refresh restarts what runs, and a tag that has moved replaces`() throws {
      let refreshed = { (text: String) in
        """
        files: { /srv/page.html: { content: "\(text)", notify: ["container:page"] } }
        containers:
          page: { image: "lab/page:1", volumes: ["/srv/page.html:/www/index.html:ro"] }
        """
      }
      try host.shell("docker tag lab/web:1 lab/page:1")
      try apply(refreshed("one"))
      let id = try inspect("page", ".Id")
      let started = try inspect("page", ".State.StartedAt")
      let report = try apply(refreshed("two"))
      #expect(try report.resource("container:page").outcome == "refreshed")
      #expect(try inspect("page", ".Id") == id)
      #expect(try inspect("page", ".State.StartedAt") != started)
      #expect(try host.shell("docker exec page cat /www/index.html") == "two")
      try host.shell("docker tag lab/web:2 lab/page:1")
      #expect(try drift().resource("container:page").causes == ["image": "source"])
      try apply(refreshed("two"))
      #expect(try inspect("page", ".Image") == inspect("lab/web:2", ".Id"))
      try host.shell("docker rm -f page")
    }
  }
}
