import COpenSSL

/// A P-256 key and a certificate that it signs itself, for one run of a server that was given none.
@safe struct SelfSignedCertificate {
    let certificate: OpaquePointer
    let key: OpaquePointer

    /// Valid from a day ago (clocks differ) for this long.
    static let validSeconds = 90 * 86_400

    init(names: [String]) throws(TransportError) {
        guard let key = unsafe copenssl_make_p256_key(), let certificate = unsafe X509_new() else {
            throw TransportError(.systemFailure, "cannot make a key: \(takeOpenSSLErrorText())")
        }
        unsafe self.key = key
        unsafe self.certificate = certificate
        guard unsafe Self.fill(certificate, key, names) else {
            let reason = takeOpenSSLErrorText()
            unsafe X509_free(certificate)
            unsafe EVP_PKEY_free(key)
            throw TransportError(.systemFailure, "cannot make a self-signed certificate: \(reason)")
        }
    }

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer, _ names: [String]) -> Bool {
        // A serial number that differs between runs: some clients refuse two certificates of one issuer and serial.
        let serial = Int(truncatingIfNeeded: UInt64.random(in: 1...(1 << 62)))
        unsafe X509_set_version(certificate, 2)
        unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial)
        unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400)
        unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds)
        guard unsafe X509_set_pubkey(certificate, key) == 1 else { return false }
        let subject = unsafe X509_get_subject_name(certificate)
        let commonName = Array("muster self-signed".utf8)
        guard
            unsafe X509_NAME_add_entry_by_txt(
                subject,
                "CN",
                MBSTRING_FLAG,
                commonName,
                Int32(commonName.count),
                -1,
                0
            ) == 1,
            unsafe X509_set_issuer_name(certificate, subject) == 1,
            // The certificate is its own authority, so that a client can name it with --ca.
            unsafe copenssl_add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") == 1,
            unsafe copenssl_add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") == 1,
            unsafe copenssl_add_extension(certificate, NID_ext_key_usage, "serverAuth") == 1,
            unsafe copenssl_add_extension(certificate, NID_subject_key_identifier, "hash") == 1,
            unsafe copenssl_add_extension(certificate, NID_subject_alt_name, alternativeNames(names)) == 1
        else { return false }
        return unsafe X509_sign(certificate, key, EVP_sha256()) > 0
    }

    /// OpenSSL's notation: `DNS:localhost,IP:127.0.0.1`.
    ///
    /// A name with other characters than a host may have is left out.
    private static func alternativeNames(_ names: [String]) -> String {
        var entries = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"]
        for name in names {
            let isAddress = unsafe a2i_IPADDRESS(name).map { unsafe ASN1_OCTET_STRING_free($0) } != nil
            let isHost =
                !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
            guard isAddress || isHost else { continue }
            let entry = (isAddress ? "IP:" : "DNS:") + name
            if !entries.contains(entry) { entries.append(entry) }
        }
        ERR_clear_error()
        return entries.joined(separator: ",")
    }

    func free() {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }
}
