/// A resource of a manifest, decoded and checked: what the graph and the engine work on.
///
/// A class for the reasons that `Declaration` is one.
package final class DeclaredResource: Sendable {
  package let declaration: Declaration
  /// As it is enforced on a thing that is there.
  package let resource: any Resource
  /// With the values of `on_create` put over it, for a thing that is to be made; nil without any.
  package let creating: (any Resource)?
  package let vertex: Vertex

  package init(declaration: Declaration, resource: any Resource, creating: (any Resource)? = nil) {
    self.declaration = declaration
    self.resource = resource
    self.creating = creating
    vertex = Vertex(resource, declaration)
  }
}
