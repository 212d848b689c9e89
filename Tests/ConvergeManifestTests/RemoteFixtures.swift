import ConvergeCore

/// Modules of other hosts, as if they had been fetched.
enum RemoteFixtures {
  static func storage() throws -> KeptModules {
    KeptModules(
      try modules.map { directory, commit, files in
        StoredModule(
          path: directory, commit: String(repeating: commit, count: 40),
          content: try ModuleContent(
            files.sorted { $0.key < $1.key }.map {
              ModuleContent.File($0.key, Array($0.value.utf8))
            }))
      })
  }

  private static let modules: [(directory: String, commit: String, files: [String: String])] = [
    (
      "site", "1",
      [
        "module.yml": """
        parameters: { domain: { type: string } }
        modules:
          leaf: { source: ./leaf }
          common: { source: ../common, with: { name: "${{ parameters.domain }}" } }
          nested: { source: "git+https://example.org/other?ref=v2" }
        files:
          /srv/page: { template: templates/page.j2 }
          /srv/text: { source: files/text }
          /srv/name: { content: "${{ manifest.name }} ${{ manifest.dir }} ${{ file('files/text') }}" }
        outputs: { name: "${{ modules.common.name }}" }

        """,
        "leaf/module.yml":
          "files: { /srv/leaf: { content: \"${{ file('text') }} ${{ manifest.dir }}\" } }\n",
        "leaf/text": "a leaf",
        "templates/page.j2": "{% include 'head.j2' %}{{ parameters.domain }}\n",
        "templates/head.j2": "of {{ manifest.name }}: ",
        "files/text": "text of the site\n",
      ]
    ),
    (
      "common", "1",
      [
        "module.yml": """
        parameters: { name: {} }
        outputs: { name: "${{ parameters.name }}" }

        """
      ]
    ),
    (
      "", "2",
      [
        "module.yml": "files: { /srv/nested: { content: \"${{ manifest.name }}\" } }\n"
      ]
    ),
    (
      "circle", "1",
      [
        "module.yml": "modules: { again: { source: ../around } }\n"
      ]
    ),
    (
      "around", "1",
      [
        "module.yml":
          "modules: { back: { source: \"git+https://example.org/modules//circle?ref=v1\" } }\n"
      ]
    ),
    (
      "outside", "1",
      [
        "module.yml": """
        include: ../common/module.yml
        modules:
          above: { source: ../.. }
          absolute: { source: /etc }
          named: { source: nobody }
          new: { source: ../new }
        files:
          /srv/a: { template: ../common/module.yml }
          /srv/b: { content: "${{ file('/etc/passwd') }}" }

        """
      ]
    ),
    (
      "bare", "1",
      [
        "README.md": "no module\n"
      ]
    ),
    (
      "wrong", "1",
      [
        "module.yml": "files: { /srv/w: { ensure: x, template: templates/inner.j2 } }\n",
        "templates/inner.j2": """
        a line above
        {% include 'other.j2' %}

        """,
        "templates/other.j2": "{{ of_the_module }}\n",
      ]
    ),
  ]
}
