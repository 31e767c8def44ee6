import RealtimeReactor
import Testing

/// What a process is told of its cgroups, as real systems write it.
private struct Layout: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var cgroups: String
  var mounts: String
  var files: [String: String]
  let processorCount: Int?
}

private let unified =
  "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate"
private let unifiedInContainer =
  "1123 1122 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot"

private let layouts: [Layout] = [
  Layout(
    testDescription: "a container with a cgroup namespace and half a processor",
    cgroups: "0::/\n",
    mounts: "1119 1118 0:61 / / rw - overlay overlay rw,lowerdir=/a\n\(unifiedInContainer)\n",
    files: ["/sys/fs/cgroup/cpu.max": "50000 100000\n"],
    processorCount: 1),
  Layout(
    testDescription: "a container without a quota",
    cgroups: "0::/\n", mounts: unifiedInContainer, files: ["/sys/fs/cgroup/cpu.max": "max 100000\n"],
    processorCount: nil),
  Layout(
    testDescription: "a service of a host, whose slice has the quota",
    cgroups: "0::/user.slice/user-1000.slice/session-3.scope\n", mounts: unified,
    files: [
      "/sys/fs/cgroup/user.slice/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope/cpu.max": "max 100000\n",
    ],
    processorCount: 2),
  Layout(
    testDescription: "the smallest of nested quotas counts, outside",
    cgroups: "0::/a/b\n", mounts: unified,
    files: ["/sys/fs/cgroup/a/cpu.max": "100000 100000", "/sys/fs/cgroup/a/b/cpu.max": "800000 100000"],
    processorCount: 1),
  Layout(
    testDescription: "the smallest of nested quotas counts, inside",
    cgroups: "0::/a/b\n", mounts: unified,
    files: ["/sys/fs/cgroup/a/cpu.max": "800000 100000", "/sys/fs/cgroup/a/b/cpu.max": "10000 20000"],
    processorCount: 1),
  Layout(
    testDescription: "a pod that sees its own folder as the root and its path as the host has it",
    cgroups: "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-8f.scope\n",
    mounts:
      "900 899 0:26 /kubepods.slice/kubepods-pod1.slice/cri-containerd-8f.scope /sys/fs/cgroup ro - cgroup2 cgroup rw",
    files: ["/sys/fs/cgroup/cpu.max": "250000 100000\n"],
    processorCount: 3),
  Layout(
    testDescription: "a path that the container cannot see",
    cgroups: "0::/system.slice/docker-77.scope\n", mounts: unifiedInContainer,
    files: ["/sys/fs/cgroup/cpu.max": "200000 100000\n"],
    processorCount: 2),
  Layout(
    testDescription: "a process outside of its cgroup namespace",
    cgroups: "0::/../../init.scope\n", mounts: unifiedInContainer,
    files: ["/sys/fs/cgroup/cpu.max": "200000 100000\n", "/sys/fs/cgroup/../cpu.max": "1 100000"],
    processorCount: 2),
  Layout(
    testDescription: "a cgroup that was removed",
    cgroups: "0::/jobs/17 (deleted)\n", mounts: unified,
    files: ["/sys/fs/cgroup/jobs/cpu.max": "400000 100000\n"],
    processorCount: 4),
  Layout(
    testDescription: "version 1 in a container",
    cgroups: """
      12:cpuset:/docker/8d1f
      4:cpu,cpuacct:/docker/8d1f
      1:name=systemd:/docker/8d1f
      """,
    mounts: """
      708 707 0:29 /docker/8d1f /sys/fs/cgroup/cpuset ro - cgroup cgroup rw,cpuset
      709 707 0:30 /docker/8d1f /sys/fs/cgroup/cpu,cpuacct ro,nosuid shared:16 master:11 - cgroup cgroup rw,cpu,cpuacct
      """,
    files: [
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "120000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpuset/cpu.cfs_quota_us": "1\n",
      "/sys/fs/cgroup/cpuset/cpu.cfs_period_us": "100000\n",
    ],
    processorCount: 2),
  Layout(
    testDescription: "version 1 on a host, without a quota inside and with one outside",
    cgroups: "4:cpuacct,cpu:/system.slice/gateway.service\n",
    mounts: "40 30 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpuacct,cpu",
    files: [
      "/sys/fs/cgroup/cpu/system.slice/gateway.service/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/system.slice/gateway.service/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu/system.slice/cpu.cfs_quota_us": "300000\n",
      "/sys/fs/cgroup/cpu/system.slice/cpu.cfs_period_us": "100000\n",
    ],
    processorCount: 3),
  Layout(
    testDescription: "both versions at once",
    cgroups: "3:cpu,cpuacct:/a\n0::/a\n",
    mounts: """
      41 30 0:27 / /sys/fs/cgroup/unified rw,nosuid shared:10 - cgroup2 cgroup2 rw,nsdelegate
      42 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:17 - cgroup cgroup rw,cpu,cpuacct
      """,
    files: [
      "/sys/fs/cgroup/unified/a/cgroup.procs": "1\n",
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "50000\n",
    ],
    processorCount: 2),
  Layout(
    testDescription: "a mount point and a path with characters that are escaped or mean something",
    cgroups: "0::/a b:c\n", mounts: #"30 23 0:26 / /mnt/my\040cgroup\134x rw - cgroup2 cgroup2 rw"#,
    files: [#"/mnt/my cgroup\x/a b:c/cpu.max"#: "100000 100000\n"],
    processorCount: 1),
  Layout(testDescription: "no cgroups at all", cgroups: "", mounts: "", files: [:], processorCount: nil),
  Layout(
    testDescription: "lines that are cut or of something else",
    cgroups: "0:\n::\n0::/a\n5:memory:/a\n",
    mounts: "30 23 0:26 /\n30 23 0:26 / /x rw -\n30 23 0:26 / /x rw - cgroup2\n\n\(unified)",
    files: ["/sys/fs/cgroup/a/cpu.max": "100000 100000"],
    processorCount: 1),
]

@Suite struct CPUQuotaTests {
  @Test(arguments: layouts)
  private func `the quota is found`(_ layout: Layout) {
    let quota = CPUQuota(cgroups: layout.cgroups, mounts: layout.mounts) { layout.files[$0] }
    #expect(quota.processorCount == layout.processorCount)
  }

  @Test(arguments: [
    ("1 100000", 1), ("99999 100000", 1), ("100000 100000", 1), ("100001 100000", 2), ("200000 100000", 2),
    ("9223372036854775807 1", Int.max), ("max 100000", nil), ("0 100000", nil), ("-1 100000", nil),
    ("100000 0", nil), ("100000", nil), ("", nil), ("a b", nil), ("1 2 3", nil),
    ("99999999999999999999 100000", nil),
  ])
  func `quotas are rounded up, and what is none is none`(_ text: String, _ expected: Int?) {
    let quota = CPUQuota(cgroups: "0::/", mounts: unified) { $0 == "/sys/fs/cgroup/cpu.max" ? text : nil }
    #expect(quota.processorCount == expected)
  }

  @Test func `every beginning of a real pair of files is read without a trap`() {
    for layout in layouts {
      for length in 0..<layout.mounts.count {
        let mounts = String(layout.mounts.prefix(length))
        _ = CPUQuota(cgroups: String(layout.cgroups.prefix(length)), mounts: mounts) { layout.files[$0] }
      }
    }
  }

  @Test func `this process may use at least one processor`() {
    #expect(EventLoopGroup.availableProcessorCount >= 1)
    #expect(CPUQuota.ofThisProcess().processorCount.map { $0 >= 1 } != false)
  }
}
