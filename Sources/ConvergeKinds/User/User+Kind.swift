package import ConvergeCore

extension User {
  package static let kind = Kind(
    name: "user", section: "users", summary: "A user account in the host's own files.",
    phase: .users, removalPhase: .userRemovals,
    attributes: [
      AttributeSpec(
        "uid", .integer(0...4_294_967_294),
        "Its number. A change takes the home directory along, and no other files."),
      AttributeSpec(
        "gid", .account,
        "The primary group, by name or number; without it a new user gets the group of its own "
          + "name, which is made if need be."),
      AttributeSpec(
        "groups", .listOrOne(.text), "The groups that it is a member of beside the primary one."),
      AttributeSpec(
        "groups_mode", .words(GroupsMode.allCases.map(\.rawValue)),
        "Whether it is taken out of other groups ('exact'), or may be in more ('at_least').",
        default: "at_least", onChange: .none),
      AttributeSpec(
        "home", .path, "The home directory as /etc/passwd has it. A change moves nothing."),
      AttributeSpec(
        "create_home", .boolean,
        "Whether the home directory is made where there is none, with the files of /etc/skel.",
        default: "false"),
      AttributeSpec(
        "remove_home", .boolean,
        "With 'state: absent': whether the home directory and the mail go with the user.",
        default: "false", onChange: .none),
      AttributeSpec("shell", .path, "The login shell."),
      AttributeSpec("comment", .text, "The full name, or a word on what the account is for."),
      AttributeSpec(
        "system", .boolean,
        "Whether it gets a number of the system's range where it is made without 'uid'.",
        default: "false", onChange: .none),
      AttributeSpec(
        "password", .text,
        "The hash for /etc/shadow as mkpasswd(1) makes it, or '!' or '*' for none; never the "
          + "password itself. Never shown. Compared as text: another salt is a change.",
        keepsSecrets: true),
      AttributeSpec(
        "locked", .boolean,
        "Whether the password is locked by a '!' before it; written, that '!' is no part of "
          + "'password'. Keys of SSH still work."),
    ])
}
