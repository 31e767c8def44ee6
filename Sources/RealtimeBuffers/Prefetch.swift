internal import CRealtimeKernels

/// Brings the first `byteCount` bytes of an object into the cache, while the kernel or a cipher works for a
/// microsecond. Between two events of one session a loop with many has used all of its cache for the others.
package func prefetch(_ object: AnyObject, byteCount: Int) {
  // Bound: only a hint, which never faults.
  unsafe rt_prefetch(Unmanaged.passUnretained(object).toOpaque(), byteCount)
}
