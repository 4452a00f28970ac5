// What a result was measured on: printed beside every benchmark, and the number of cores to plan
// with. Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::runtime {

struct MachineFacts {
  std::string cpu_model;
  int logical_cores = 1;  // that the kernel lets this process use
  int usable_cores = 1;   // the same after the container's CPU quota; at least 1
  std::vector<std::string>
      isa;  // matrix-relevant flags the CPU has, as Linux names them: "avx2", "amx_int8"
  uint64_t memory_bytes = 0;
  std::string kernel;      // "Linux 6.1.0"
  std::string compiler;    // "GCC 12.2.0"
  std::string build_type;  // "Release"
  std::string version;     // of vivavoce

  bool Has(std::string_view isa_flag) const;
  std::string ToJson() const;  // an object on one line
};

MachineFacts CollectMachineFacts();

// The parts of it, for texts in the form of /proc/cpuinfo, /proc/meminfo and a cgroup's cpu.max.
// What is missing or unreadable stays at its default.
void ReadCpuInfo(std::string_view text, MachineFacts& facts);
void ReadMemInfo(std::string_view text, MachineFacts& facts);
int CoresWithinQuota(std::string_view cpu_max, int cores);

}  // namespace vivavoce::runtime
