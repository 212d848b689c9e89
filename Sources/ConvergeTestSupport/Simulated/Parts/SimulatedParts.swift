/// What a case's `host:` and `after:` may have, in the order in which it is built.
package let simulatedParts: [any SimulatedPart.Type] = [
  SimulatedHostPart.self,
  SimulatedAccountsPart.self,
  SimulatedFilesPart.self,
  SimulatedProgramsPart.self,
  SimulatedUnitsPart.self,
  SimulatedDockerPart.self,
  SimulatedPackagesPart.self,
  SimulatedShellPart.self,
  SimulatedServersPart.self,
]
