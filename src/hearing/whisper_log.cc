#include "hearing/whisper_log.h"

#include <spdlog/spdlog.h>
#include <whisper.h>

#include <string_view>

namespace vivavoce::hearing {

void RouteWhisperLog() {
  static const bool routed = [] {
    whisper_log_set(
        [](ggml_log_level, const char* text, void*) {
          std::string_view line(text);
          while (line.ends_with('\n')) line.remove_suffix(1);
          if (!line.empty()) spdlog::debug("whisper.cpp: {}", line);
        },
        nullptr);
    return true;
  }();
  (void)routed;
}

}  // namespace vivavoce::hearing
