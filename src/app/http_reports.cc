#include "app/http_reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

namespace vivavoce::app {
namespace {

bool IsReportName(std::string_view name) {
  return name.size() <= 128 && name.ends_with(".json") && !name.starts_with('.') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

int64_t UnixSeconds(std::filesystem::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::duration_cast<std::chrono::seconds>(system.time_since_epoch()).count();
}

}  // namespace

std::vector<realtime::ReportEntry> HttpReports::List() {
  std::vector<realtime::ReportEntry> entries;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    std::error_code gone;  // a file may go while the folder is read
    const std::string name = entry.path().filename().string();
    if (!IsReportName(name) || !entry.is_regular_file(gone) || entry.is_symlink(gone)) continue;
    const auto bytes = static_cast<int64_t>(entry.file_size(gone));
    const auto changed = entry.last_write_time(gone);
    if (gone || bytes > kMostReportBytes) continue;
    entries.push_back({name, bytes, UnixSeconds(changed)});
  }
  std::ranges::sort(entries, [](const auto& a, const auto& b) {
    return std::pair(-a.changed_at, a.name) < std::pair(-b.changed_at, b.name);
  });
  if (entries.size() > kMostReports) entries.resize(kMostReports);
  return entries;
}

Result<std::string> HttpReports::Read(std::string_view name) {
  for (const realtime::ReportEntry& entry : List()) {
    if (entry.name != name) continue;
    std::ifstream in(folder_ / entry.name, std::ios::binary);
    if (in) return std::string(std::istreambuf_iterator<char>(in), {});
  }
  return Fail(Error::NotFound(
      fmt::format("There is no report '{}'; GET /v1/reports lists them.", name.substr(0, 128)),
      "name"));
}

}  // namespace vivavoce::app
