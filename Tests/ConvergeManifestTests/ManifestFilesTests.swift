import ConvergeCore
import ConvergeManifest
import ConvergeReport
import ConvergeTestSupport
import ConvergeYAML
import Testing

struct ManifestFilesTests {
  /// What lies beside each of them.
  private static let beside = [
    "files/motd": "hello\n",
    "templates/site.conf.j2": """
    {% include "head.j2" %}
    listen {{ http_port }};
    {% for name in variables.names %}
    server_name {{ name }}.{{ parameters.domain }};
    {% endfor %}

    """,
    "templates/head.j2": "# {{ facts.os.id }}, {{ manifest.name }}\n",
    "templates/broken.j2": "a\nb {% if %}\n",
    "templates/undefined.j2": "a\n{% include 'inner.j2' %}\n",
    "templates/inner.j2": "b {{ parameters.domian }}\n",
    "templates/undefined-other.j2": "{% include 'other.j2' %}\n",
    "templates/other.j2": "above\n{{ of_the_manifest }}\n",
    "shelf/wrong/module.yml": "files: { /srv/v: { template: templates/page.j2 } }\n",
    "shelf/wrong/templates/page.j2": "{% include 'other.j2' %}\n",
    "shelf/wrong/templates/other.j2": "a\nb\n{{ of_the_shelf }}\n",
    "data/debian.yml": "ntp: { drift: /var/lib/ntp, servers: [d1] }\nonly: debian\n",
    "data/common.yml": "ntp: { servers: [c1, c2], port: 123 }\nname: common\n",
    "data/list.yml": "[a, b]\n",
    "data/expression.yml": "a: ${{ 1 }}\n",
    "parts/a.yml": """
    variables: { extra: "${{ parameters.domain | upper }}" }
    files: { /etc/extra: { content: "${{ variables.extra }}" } }

    """,
    "parts/b.yml": "include: ../more/c.yml\nfiles: { /etc/b: { source: motd } }\n",
    "more/c.yml": "files: { /etc/c: { content: c } }\n",
    "parts/motd": "from parts\n",
    "circle/one.yml": "include: two.yml\n",
    "circle/two.yml": "include: one.yml\n",
    "modules/site/module.yml": """
    description: A site.
    parameters:
      domain: { type: string }
      port: { type: integer, minimum: 1, default: 80 }
      password: { type: string, sensitive: true }
    modules:
      inner: { source: plain, with: { name: "in-${{ parameters.domain }}" } }
    packages: [shared, nginx]
    files:
      /srv/index: { template: page.j2, vars: { title: "${{ manifest.name }}" }, require: module:inner }
      /srv/copy: { source: page.j2, require: [package:nginx, "file:*"] }
      /srv/text: { content: "${{ file('page.j2') }} ${{ manifest.dir }}" }
    outputs:
      url: "http://${{ parameters.domain }}:${{ parameters.port }}${{ modules.inner.path }}"
      password: ${{ parameters.password }}

    """,
    "modules/site/page.j2": "{{ title }} of {{ parameters.domain }}\n",
    "Modules/plain/module.yml": """
    parameters: { name: { type: string, default: plain }, version: { type: string, default: "1" } }
    packages: { shared: {} }
    directories: { /etc/plain: { mode: 0755 } }
    files: { "/etc/plain/${{ parameters.name }}": { content: "${{ parameters.version }}" } }
    outputs: { path: "/etc/plain/${{ parameters.name }}" }

    """,
    "shelf/plain/module.yml": """
    include: ../../Modules/plain/module.yml

    """,
    "modules/nest/module.yml": """
    parameters: { text: {} }
    modules: { inner: { source: ./leaf, with: { text: "${{ parameters.text }}" } } }
    outputs: { text: "${{ modules.inner.text }}" }

    """,
    "modules/nest/leaf/module.yml": """
    parameters: { text: {} }
    variables: { longer: "${{ parameters.text }}+" }
    outputs: { text: "${{ variables.longer }}" }

    """,
    "shelf/lonely/module.yml": "files: { /etc/lonely: { tags: own }, /etc/alone: {} }\n",
    "modules/broken/module.yml": """
    parameters: { a: { typ: string } }
    files: { /etc/broken: { ensure: x, require: file:/etc/x, content: "${{ variables.none }}" } }
    outputs: { b: "${{ parameters.c }}" }

    """,
    "modules/one/module.yml": "modules: { two: { source: ../two } }\n",
    "modules/two/module.yml": "modules: { one: { source: one } }\n",
    "twice/a.yml": "variables: { x: 1 }\nfiles: { /etc/x: {} }\n",
  ]

  /// Those that have parameters are given some; a lock beside them is the manifest's.
  private func reader(_ isGiven: Bool, lock: String?) throws -> ManifestReader {
    var beside = Self.beside
    beside["converge.lock"] = lock
    var surroundings = isGiven ? Self.given : Surroundings()
    surroundings.storage = try RemoteFixtures.storage()
    return ManifestReader(
      kinds: sampleKinds, sources: InMemorySources(texts: beside), surroundings: surroundings)
  }

  private static let given = Surroundings(
    facts: FixedFacts([
      .init("os", .record(["id": "debian", "family": "debian", "version": "12"])),
      .init("cpu", .record(["count": 4])),
    ]),
    secrets: GivenSecrets(["db": "hunter2"]), environment: ["HOME": "/root"],
    parameters: [
      GivenParameter("given", .text("7")), GivenParameter("sized", .text("large")),
      GivenParameter("listed", .value(["a", "b"])), GivenParameter("secret", .file("s3cret")),
    ])

  private func read(_ path: String) throws -> ManifestReader.Reading {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let bytes = try #require(Golden.bytes(path))
    let isGiven = String(decoding: bytes, as: UTF8.self).contains("parameters:")
    let reader = try reader(isGiven, lock: Golden.read("\(path.dropLast(4)).lock"))
    return reader.read(ManifestText(bytes, file: name, path: "/srv/\(name)"))
  }

  @Test(arguments: Golden.files(in: Golden.folder("positive"), ending: ".yml"))
  func `what is read is as beside it`(path: String) throws {
    let reading = try read(path)
    #expect(!reading.problems.hasErrors, "\(reading.problems.plainText)")
    let manifest = try #require(reading.manifest)
    let warnings = ProblemText(reading.problems, sources: reading.texts).text
    let text = manifest.shape.yamlText() + (warnings.isEmpty ? "" : "---\n\(warnings)")
    #expect(Golden.complaint(about: text, at: "\(path.dropLast(4)).txt") == nil)
  }

  @Test(arguments: Golden.files(in: Golden.folder("negative"), ending: ".yml"))
  func `what is refused is reported as beside it`(path: String) throws {
    let reading = try read(path)
    #expect(reading.manifest == nil)
    #expect(reading.problems.hasErrors)
    let text = ProblemText(reading.problems, sources: reading.texts).text
    #expect(Golden.complaint(about: text, at: "\(path.dropLast(4)).txt") == nil)
  }
}
