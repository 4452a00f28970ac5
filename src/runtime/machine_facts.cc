#include "runtime/machine_facts.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

namespace vivavoce::runtime {
namespace {

// Those that change which matrix kernels run, as Linux names them.
constexpr std::array<std::string_view, 12> kIsaFlags = {
    "avx2",        "fma",         "f16c",        "avx_vnni", "avx512f",  "avx512bw",
    "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16"};

std::string ReadAll(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The value of the first "key : value" line.
std::string_view ValueOf(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && Trimmed(line.substr(0, colon)) == key) {
      return Trimmed(line.substr(colon + 1));
    }
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return {};
}

bool HasWord(std::string_view words, std::string_view word) {
  for (size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' '))
      return true;
  }
  return false;
}

uint64_t LeadingNumber(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void ReadCpuInfo(std::string_view text, MachineFacts& facts) {
  facts.cpu_model = ValueOf(text, "model name");
  const std::string_view flags = ValueOf(text, "flags");
  for (const std::string_view flag : kIsaFlags) {
    if (HasWord(flags, flag)) facts.isa.emplace_back(flag);
  }
}

void ReadMemInfo(std::string_view text, MachineFacts& facts) {
  facts.memory_bytes = LeadingNumber(ValueOf(text, "MemTotal")) * 1024;
}

// "max 100000" or "150000 100000": microseconds of CPU a period.
int CoresWithinQuota(std::string_view cpu_max, int cores) {
  const size_t space = cpu_max.find(' ');
  if (space == std::string_view::npos) return cores;
  const uint64_t quota = LeadingNumber(cpu_max), period = LeadingNumber(cpu_max.substr(space + 1));
  if (quota == 0 || period == 0) return cores;
  const double share = static_cast<double>(quota) / static_cast<double>(period);
  return std::max(1, static_cast<int>(std::min(std::floor(share), static_cast<double>(cores))));
}

MachineFacts CollectMachineFacts() {
  MachineFacts facts;
  ReadCpuInfo(ReadAll("/proc/cpuinfo"), facts);
  ReadMemInfo(ReadAll("/proc/meminfo"), facts);
  facts.logical_cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  facts.usable_cores = CoresWithinQuota(ReadAll("/sys/fs/cgroup/cpu.max"), facts.logical_cores);
  utsname system{};
  if (uname(&system) == 0) facts.kernel = fmt::format("{} {}", system.sysname, system.release);
  facts.compiler = fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
  facts.build_type = VV_BUILD_TYPE;
  facts.version = VV_VERSION;
  return facts;
}

bool MachineFacts::Has(std::string_view isa_flag) const {
  return std::ranges::find(isa, isa_flag) != isa.end();
}

std::string MachineFacts::ToJson() const {
  const nlohmann::ordered_json json = {{"cpu_model", cpu_model},
                                       {"logical_cores", logical_cores},
                                       {"usable_cores", usable_cores},
                                       {"isa", isa},
                                       {"memory_bytes", memory_bytes},
                                       {"kernel", kernel},
                                       {"compiler", compiler},
                                       {"build_type", build_type},
                                       {"version", version}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace vivavoce::runtime
