// The C library of the platform, named here and nowhere else: whoever imports this module has it. No product exports
// this module, so that no user's names meet those of the C library.
#if canImport(Glibc)
@_exported public import Glibc
#elseif canImport(Musl)
@_exported public import Musl
#endif
