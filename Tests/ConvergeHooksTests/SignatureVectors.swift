/// Keys and signatures that ssh-keygen of OpenSSH 9.2 and openssl 3.0 have made.
enum SignatureVectors {
  static let content = Array("#!/bin/sh\necho hello\n".utf8)
  static let alice =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINlcyF5MmdbOhuoR43aOPHL0ohSodBI3NC9TXYoBKVS+"
  static let bob =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMqW8hZkWYw5J7C+L36crzfv3MAFD27/cEBB+e5K31oO"
  static let ecdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBLftu+Twhc2RzeDKo6iw"
    + "NiACNQdyfmj8SPS0xgGPD0uuN503XDmsNXRFSnlG7Go7x+pI9WWTMiy4G/cinFznlq8="
  /// `ssh-keygen -l`.
  static let aliceFingerprint = "SHA256:BmGAxaqYyzr04Jo7dDFIWTuqgMlplZEQrwHTsJYZHrs"

  /// `ssh-keygen -Y sign -n converge`, by alice.
  static let sha512 = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg2VzIXkyZ1s6G6hHjdo48cvSiFK
    h0Ejc0L1NdigEpVL4AAAAIY29udmVyZ2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVk
    MjU1MTkAAABADVbHShYnrb/UWNJFoQHbcExz/RZbr568cv+TJxZYscuwm/xqhPDx6cQrDP
    x98IC76TpeVdLVxGCPaueAVpHqBQ==
    -----END SSH SIGNATURE-----

    """
  /// With `-O hashalg=sha256`.
  static let sha256 = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg2VzIXkyZ1s6G6hHjdo48cvSiFK
    h0Ejc0L1NdigEpVL4AAAAIY29udmVyZ2UAAAAAAAAABnNoYTI1NgAAAFMAAAALc3NoLWVk
    MjU1MTkAAABARBb4WgwKXPq+QvpWbWQckP2LAxYvml0na6Dpp2O0JEH6zvf9DAY81Dof6o
    So4xmCAIa2zRR+ZqW8+MdvkgaQCg==
    -----END SSH SIGNATURE-----

    """
  /// With `-n file`.
  static let otherNamespace = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg2VzIXkyZ1s6G6hHjdo48cvSiFK
    h0Ejc0L1NdigEpVL4AAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
    OQAAAEAOVdohlVUVcNBk93nEN0SA3OuQnBelU0o5iyUbafjjiuzCyDmN8Oiuqm1grbD97v
    ZaMTG8WKx2mVantfkUAHoI
    -----END SSH SIGNATURE-----

    """
  /// By a key of another type.
  static let otherType = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
    EEt+275PCFzZHN4MqjqLA2IAI1B3J+aPxI9LTGAY8PS643nTdcOaw1dEVKeUbsajvH6kj1
    ZZMyLLgb9yKcXOeWrwAAAAhjb252ZXJnZQAAAAAAAAAGc2hhNTEyAAAAZQAAABNlY2RzYS
    1zaGEyLW5pc3RwMjU2AAAASgAAACEA7fE4SqaZhC0+PZ7fPVLnqCCyvaDpfDV/oFvEHBT9
    jhIAAAAhAN/3Ok6RcF4GX1zIf7ZM984tgWMDboo5vBG7NVOScy5m
    -----END SSH SIGNATURE-----

    """

  static let plainKey = "bdmdni9C2j1karGDJ78zaifdZbrp5lR1+tKtEfLmC+k="
  static let plainKeyDigits = "6dd99d9e2f42da3d646ab18327bf336a27dd65bae9e65475fad2ad11f2e60be9"
  /// `openssl pkeyutl -sign -rawin`.
  static let plain =
    "uNOfGKez76STKbjy1owaG1LLPadEabdCBT/FyWstf5hVm7qRi8I4PJjafCnqpxCGeFV3OzT1IPEew7q38mgHAA=="
}
