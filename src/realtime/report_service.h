// Seam: results of benchmarks and evaluations that lie on the server, for the console's plots.
// Threads  every method from several threads at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::realtime {

struct ReportEntry {
  std::string name;  // of the file, "latency-2026-05-01.json"
  int64_t bytes = 0;
  int64_t changed_at = 0;  // seconds since 1970
};

class ReportService {
 public:
  virtual ~ReportService() = default;
  virtual std::vector<ReportEntry> List() = 0;  // the newest first
  // The text of one of List(), whatever it holds. kNotFound.
  virtual Result<std::string> Read(std::string_view name) = 0;
};

}  // namespace vivavoce::realtime
