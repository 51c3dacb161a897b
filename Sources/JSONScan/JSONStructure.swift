import CSimdScan

/// The tokens of a JSON text: where its structure is, found by whole-buffer scans (`CSimdScan`).
///
/// ```
/// { " a " : [ 1 , " b \ n " ] }      the text
/// ^ ^     ^ ^ ^ ^ ^         ^ ^      tokens
/// ```
/// A token is one of `{}[]:,` outside of strings, an opening quote, or the first byte of anything else outside of strings.
/// Closing quotes are no tokens: a string ends at the last byte before the next token that is no blank. Behind the last
/// token stand sixteen tokens 0, so that a walk may look some tokens ahead and stops at the end without asking for it.
///
/// The memory is kept from one text to the next.
package struct JSONStructure: Sendable {
    /// An implementation of the scan; all give the same tokens.
    package enum Variant: Int32, CaseIterable, Sendable {
        case portable = 0
        case sse42 = 1
        case avx2 = 2

        /// Whether this machine can run it.
        package var isSupported: Bool { simd_scan_is_supported(rawValue) != 0 }

        /// The fastest that this machine can run.
        package static let best = Variant(rawValue: simd_scan_best()) ?? .portable
    }

    private let variant: Variant
    private var positions: [UInt32] = []
    private var tokens: [UInt8] = []
    private var backslashes: [UInt64] = []

    /// The number of tokens of the text scanned last.
    package private(set) var count = 0
    /// Some string is not closed, holds a raw control character, or has a malformed escape.
    package private(set) var isMalformed = false
    /// There is a backslash somewhere.
    package private(set) var hasEscapes = false

    package init(variant: Variant = .best) {
        self.variant = variant
    }

    /// Finds the tokens of `text` and copies it to `copy`, which has room for it.
    /// - Precondition: `text` has less than 2^32 bytes.
    package mutating func scan(_ text: UnsafeBufferPointer<UInt8>, copiedTo copy: UnsafeMutablePointer<UInt8>) {
        precondition(text.count < UInt32.max, "positions have 32 bits")
        reserve(text.count)
        guard !text.isEmpty else { return clear() }
        // INVARIANT: `reserve` has made the arrays as large as `simd_scan_json` demands.
        let result = unsafe positions.withUnsafeMutableBufferPointer { positions in
            unsafe tokens.withUnsafeMutableBufferPointer { tokens in
                unsafe backslashes.withUnsafeMutableBufferPointer { backslashes in
                    guard let json = text.baseAddress, let positions = positions.baseAddress,
                        let tokens = tokens.baseAddress, let backslashes = backslashes.baseAddress
                    else { return simd_scan_result(tokens: 0, malformed: 0, has_escapes: 0) }
                    return unsafe simd_scan_json(
                        variant.rawValue,
                        json,
                        text.count,
                        copy,
                        positions,
                        tokens,
                        backslashes
                    )
                }
            }
        }
        count = result.tokens
        isMalformed = result.malformed != 0
        hasEscapes = result.has_escapes != 0
    }

    /// An empty text may have no address to scan: it has no tokens, but the zeros behind them.
    private mutating func clear() {
        for index in 0..<16 { (tokens[index], positions[index]) = (0, 0) }
        (count, isMalformed, hasEscapes) = (0, false, false)
    }

    private mutating func reserve(_ bytes: Int) {
        let needed = bytes + Int(SIMD_SCAN_SLACK)
        guard tokens.count < needed else { return }
        // Somewhat more than is needed now, so that texts of about one size do not grow it again and again.
        let room = needed + needed / 2
        positions = [UInt32](repeating: 0, count: room)
        tokens = [UInt8](repeating: 0, count: room)
        backslashes = [UInt64](repeating: 0, count: room / 64 + 1)
    }

    /// Calls `body` with the tokens and their places, valid for the call only; false if there is no memory for any yet.
    ///
    /// Not generic on purpose: this is on the hot path of another module.
    package mutating func withTokens(
        _ body: (
            _ tokens: UnsafePointer<UInt8>, _ positions: UnsafePointer<UInt32>, _ backslashes: UnsafePointer<UInt64>
        ) -> Bool
    ) -> Bool {
        unsafe tokens.withUnsafeBufferPointer { tokens in
            unsafe positions.withUnsafeBufferPointer { positions in
                unsafe backslashes.withUnsafeBufferPointer { backslashes in
                    guard let tokens = tokens.baseAddress, let positions = positions.baseAddress,
                        let backslashes = backslashes.baseAddress
                    else { return false }
                    return unsafe body(tokens, positions, backslashes)
                }
            }
        }
    }
}
