// <home>/reports as the HTTP endpoint's ReportService.
// Threads  as ReportService.
#pragma once

#include <filesystem>
#include <utility>

#include "realtime/report_service.h"

namespace vivavoce::app {

inline constexpr int64_t kMostReportBytes = 8 << 20;
inline constexpr size_t kMostReports = 200;  // listed

class HttpReports final : public realtime::ReportService {
 public:
  explicit HttpReports(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Files of at most kMostReportBytes whose names end in .json and have only letters, digits and
  // "._-"; nothing of subfolders. No folder: none.
  std::vector<realtime::ReportEntry> List() override;
  Result<std::string> Read(std::string_view name) override;

 private:
  const std::filesystem::path folder_;
};

}  // namespace vivavoce::app
