/// What `namespace()` gives: the one thing whose attributes a template can set.
final class Namespace: TemplateObject {
  let members: DictBox

  init(_ members: DictBox) { self.members = members }

  override func letGo() { members.removeAll() }

  override var kindName: String { "a namespace" }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    members[name]
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<Namespace \(try run.description(.dict(members)))>"
  }
}
