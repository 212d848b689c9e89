// swift-tools-version: 6.3
import PackageDescription

/// The settings of every Swift target of ours: strict, and a warning is an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// For the binary that is shipped: what it loads and relocates before it begins is half of a run that
/// finds nothing to do (`docs/benchmarks.md`). The toolchain's own linker packs the relocations and
/// leaves out what nobody refers to.
let quickStart: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-use-ld=lld", "-Xlinker", "--no-export-dynamic",
      "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
    ],
    .when(platforms: [.linux], configuration: .release))
]

/// Overlapping accesses to one variable are looked for in every test run and by the fuzzer; in what
/// is shipped the check would be nearly a tenth of a rendering (`docs/templates.md`).
let quickTemplates: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

/// One of our modules, with what it may import (`docs/architecture.md`; a test holds it).
func module(
  _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict,
  plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

/// The tests of a module; `exclude` names the folders of files that they read at run time.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "converge",
  products: [.executable(name: "converge", targets: ["converge"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CSystemd"),
    .target(name: "CLinux"),
    .plugin(name: "KindRegistration", capability: .buildTool()),

    module("ConvergeCore", [.product(name: "Crypto", package: "swift-crypto")]),
    module("ConvergeYAML", ["ConvergeCore", "CLibYAML"]),
    module("ConvergeTemplate", ["ConvergeCore"], settings: strict + quickTemplates),
    module("ConvergeManifest", ["ConvergeCore", "ConvergeYAML", "ConvergeTemplate"]),
    module("ConvergeGraph", ["ConvergeCore"]),
    module(
      "ConvergeHost",
      [
        "ConvergeCore", "CLinux", "CSystemd",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    module("ConvergeFacts", ["ConvergeCore"]),
    module("ConvergeSystems", ["ConvergeCore"]),
    module(
      "ConvergeSignatures", ["ConvergeCore", .product(name: "Crypto", package: "swift-crypto")]),
    module("ConvergeBundle", ["ConvergeCore", "ConvergeSignatures"]),
    module("ConvergeHooks", ["ConvergeCore", "ConvergeSignatures"]),
    module(
      "ConvergeKinds", ["ConvergeCore", "ConvergeSystems", "ConvergeHooks"],
      plugins: ["KindRegistration"]),
    module("ConvergeLedger", ["ConvergeCore", "CSQLite"]),
    module("ConvergeEngine", ["ConvergeCore", "ConvergeGraph", "ConvergeLedger"]),
    module("ConvergeReport", ["ConvergeCore"]),
    module(
      "ConvergeExtension",
      [
        "ConvergeCore", "ConvergeYAML", "ConvergeSystems", "ConvergeSignatures", "ConvergeHooks",
        "CZlib",
      ]),
    module(
      "ConvergeAgent",
      [
        "ConvergeCore", "ConvergeEngine", "ConvergeReport", "ConvergeSignatures", "ConvergeBundle",
        "ConvergeHooks", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    module(
      "ConvergeCommands",
      [
        "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeGraph", "ConvergeHost",
        "ConvergeSystems", "ConvergeKinds", "ConvergeSignatures", "ConvergeBundle", "ConvergeHooks",
        "ConvergeLedger",
        "ConvergeEngine", "ConvergeReport", "ConvergeFacts", "ConvergeExtension", "ConvergeAgent",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "converge", dependencies: ["ConvergeCommands"], swiftSettings: strict,
      linkerSettings: quickStart),

    module(
      "ConvergeTestSupport",
      [
        "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeSystems", "ConvergeKinds",
        "ConvergeLedger", "ConvergeGraph", "ConvergeEngine", "ConvergeHooks",
        "ConvergeSignatures", "ConvergeBundle",
      ]),
    .executableTarget(
      name: "rehearse", dependencies: ["ConvergeTestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "rendering", dependencies: ["ConvergeCore", "ConvergeTemplate"],
      swiftSettings: strict),

    tests("ConvergeCoreTests", ["ConvergeCore"]),
    tests(
      "ConvergeFactsTests",
      ["ConvergeCore", "ConvergeFacts", "ConvergeHost", "ConvergeTestSupport", "ConvergeYAML"],
      exclude: ["hosts"]),
    tests("ConvergeGraphTests", ["ConvergeCore", "ConvergeGraph"]),
    tests("ConvergeLedgerTests", ["ConvergeCore", "ConvergeLedger"]),
    tests("ConvergeTestSupportTests", ["ConvergeCore", "ConvergeTestSupport"]),
    tests(
      "ConvergeHostTests",
      [
        "ConvergeCore", "ConvergeHost", "CLinux",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    tests(
      "ConvergeHooksTests",
      ["ConvergeCore", "ConvergeSignatures", "ConvergeHooks", "ConvergeTestSupport"]),
    tests(
      "ConvergeBundleTests",
      ["ConvergeCore", "ConvergeSignatures", "ConvergeBundle", "ConvergeTestSupport"]),
    tests(
      "ConvergeSystemsTests",
      [
        "ConvergeCore", "ConvergeSystems", "ConvergeKinds", "ConvergeManifest",
        "ConvergeTestSupport",
      ],
      exclude: ["Apt/Recorded"]),
    tests(
      "ConvergeReportTests", ["ConvergeCore", "ConvergeReport", "ConvergeTestSupport"],
      exclude: ["Browser"]),
    tests(
      "ConvergeEngineTests",
      [
        "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeGraph", "ConvergeLedger",
        "ConvergeEngine", "ConvergeKinds", "ConvergeTestSupport",
      ]),
    tests(
      "ConvergeYAMLTests", ["ConvergeYAML", "ConvergeCore", "ConvergeTestSupport"],
      exclude: ["positive", "negative"]),
    tests(
      "ConvergeTemplateTests", ["ConvergeCore", "ConvergeTemplate", "ConvergeTestSupport"],
      exclude: ["cases", "record"]),
    tests(
      "ConvergeKindsTests",
      [
        "ConvergeCore", "ConvergeYAML", "ConvergeManifest", "ConvergeGraph", "ConvergeEngine",
        "ConvergeLedger", "ConvergeHooks", "ConvergeKinds", "ConvergeTestSupport",
      ]),
    tests(
      "ConvergeCommandsTests",
      [
        "ConvergeAgent", "ConvergeCommands", "ConvergeCore", "ConvergeFacts", "ConvergeHost",
        "ConvergeKinds", "ConvergeLedger", "ConvergeManifest", "ConvergeReport",
        "ConvergeSignatures", "ConvergeTestSupport", "ConvergeYAML", "converge",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "ConvergeExtensionTests",
      ["ConvergeExtension", "ConvergeCore", "ConvergeHooks", "ConvergeTestSupport"]),
    tests(
      "ConvergeAgentTests",
      [
        "ConvergeAgent", "ConvergeBundle", "ConvergeCore", "ConvergeReport", "ConvergeSignatures",
        "ConvergeTestSupport", "ConvergeYAML",
      ]),
    tests("ArchitectureTests", []),
    tests(
      "ConvergeManifestTests",
      [
        "ConvergeManifest", "ConvergeYAML", "ConvergeCore", "ConvergeReport", "ConvergeTestSupport",
      ],
      exclude: ["positive", "negative"]),
    tests("ConvergeLabTests", []),
    tests("ConvergeSimulationTests", ["ConvergeCore", "ConvergeTestSupport"]),
  ]
)
