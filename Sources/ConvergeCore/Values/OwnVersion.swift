/// The version of converge, as it tells users and servers.
package let ownVersion = "0.1.0"
