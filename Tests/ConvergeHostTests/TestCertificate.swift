import NIOSSL

/// Certificates that vouch for themselves, made for tests with
/// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500`.
struct TestCertificate {
  let certificate: String
  private let key: String

  var configuration: TLSConfiguration {
    get throws {
      .makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
          .map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
    }
  }

  /// For localhost and 127.0.0.1.
  static let local = TestCertificate(
    certificate: """
      -----BEGIN CERTIFICATE-----
      MIIBujCCAV+gAwIBAgIUDodoru2eJXC8tBvPO+d5XxI1TIQwCgYIKoZIzj0EAwIw
      IzEhMB8GA1UEAwwYY29udmVyZ2UgdGVzdCwgbG9jYWxob3N0MCAXDTI2MTEyNjA2
      MTI0NVoYDzIxMjYxMTAyMDYxMjQ1WjAjMSEwHwYDVQQDDBhjb252ZXJnZSB0ZXN0
      LCBsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATpiaD+xGGeNJoY
      LtJFhAjT1XoMLDYC9PquIWoJ9AnlLSDJ/aRqOptgWsAxbjFd+BWJei53tySPjeZJ
      EYAM11amo28wbTAdBgNVHQ4EFgQUlm1DiUP0Y/3xRIgJ8I7j1/uT7jswHwYDVR0j
      BBgwFoAUlm1DiUP0Y/3xRIgJ8I7j1/uT7jswDwYDVR0TAQH/BAUwAwEB/zAaBgNV
      HREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIhAJgRKEIW
      UAQa/VX+gzyLHxqUqvUmUFM5PZfRgLczr9cbAiEAs3BGCi5z91b9OwpA46y/iM5h
      nlPCxyBIOgC6ywV5o9I=
      -----END CERTIFICATE-----

      """,
    key: """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfaTt+HIaW6o+U0fZ
      6EpifspxGwA+uk5ei4bobkwtFvyhRANCAATpiaD+xGGeNJoYLtJFhAjT1XoMLDYC
      9PquIWoJ9AnlLSDJ/aRqOptgWsAxbjFd+BWJei53tySPjeZJEYAM11am
      -----END PRIVATE KEY-----

      """)

  /// For other.test.
  static let other = TestCertificate(
    certificate: """
      -----BEGIN CERTIFICATE-----
      MIIBqzCCAVKgAwIBAgIUWNIJG7AThB+wGnSItqruTxi17UswCgYIKoZIzj0EAwIw
      HzEdMBsGA1UEAwwUY29udmVyZ2UgdGVzdCwgb3RoZXIwIBcNMjYxMTI2MDYxMjQ1
      WhgPMjEyNjExMDIwNjEyNDVaMB8xHTAbBgNVBAMMFGNvbnZlcmdlIHRlc3QsIG90
      aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERJEKPgEQdMS6EiXllLAnxlDa
      reeIh/QIXYJ/L41DelUe18dnaTZT1oPxR0hw+zJuLngSsmRXbfjLOWzcmambwKNq
      MGgwHQYDVR0OBBYEFAgUp05Ouale56Acz5gJimpVUZPSMB8GA1UdIwQYMBaAFAgU
      p05Ouale56Acz5gJimpVUZPSMA8GA1UdEwEB/wQFMAMBAf8wFQYDVR0RBA4wDIIK
      b3RoZXIudGVzdDAKBggqhkjOPQQDAgNHADBEAiBqD6dv5AvmDEboEajtb0/LPYk3
      YgYiHPEi0OfYADrqXwIgVq4eTEXyfDDAGuORaNyMc8lI7tsrPj2v58rKlIAtLd8=
      -----END CERTIFICATE-----

      """,
    key: """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLxjveZ5t35r67tTM
      vBNjeHel2J3k2YfyDEV1fo5mtvChRANCAAREkQo+ARB0xLoSJeWUsCfGUNqt54iH
      9Ahdgn8vjUN6VR7Xx2dpNlPWg/FHSHD7Mm4ueBKyZFdt+Ms5bNyZqZvA
      -----END PRIVATE KEY-----

      """)
}
