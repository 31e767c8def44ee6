#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Has OpenSSL leave everything as it is when the process exits. To be called before anything else of OpenSSL, each time
/// that a path begins with it: after the first call it costs next to nothing.
///
/// Left to itself, OpenSSL has exit() free what the threads of busy loops still work with. Who uses OpenSSL first decides,
/// and that may be another library of the process, so this runs also as the program is loaded.
void rt_keep_openssl_at_exit(void);

#ifdef __cplusplus
}
#endif
