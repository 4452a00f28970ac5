#include "realtime/transcription_request.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/language.h"
#include "realtime/http_models.h"

namespace vivavoce::realtime {
namespace {

constexpr size_t kMostPromptBytes = 4096;

std::string_view Short(std::string_view text) { return text.substr(0, 60); }

class FormReader {
 public:
  explicit FormReader(TranscriptionRequest& request) : request_(request) {}

  void Read(const FormPart& part) {
    const std::string_view name = part.name;
    const std::string_view value = part.content;
    if (name == "file") {
      request_.file = value;
      has_file_ = true;
    } else if (name == "model") {
      model_ = value;
    } else if (name == "language") {
      ReadLanguage(value);
    } else if (name == "prompt") {
      request_.prompt = value.substr(0, kMostPromptBytes);
    } else if (name == "response_format") {
      ReadFormat(value);
    } else if (name == "temperature") {
      ReadTemperature(value);
    } else if (name == "timestamp_granularities[]" || name == "timestamp_granularities") {
      ReadGranularity(value);
    } else if (name == "stream") {
      ReadStream(value);
    }
  }

  std::optional<ApiError> Finish(const HttpServices& services) {
    if (!has_file_) Missing("file");
    if (!model_) Missing("model");
    if (granularities_ && request_.format != TranscriptFormat::kVerboseJson) {
      Wrong("timestamp_granularities", "it needs response_format 'verbose_json'");
    }
    if (request_.stream && request_.format != TranscriptFormat::kJson &&
        request_.format != TranscriptFormat::kText) {
      Wrong("stream", "only 'json' and 'text' can be streamed");
    }
    if (error_) return error_;
    if (granularities_) request_.segment_times = segments_asked_;
    return CheckModel(services, *model_, ModelUse::kTranscription);
  }

 private:
  void Missing(std::string_view field) {
    if (error_) return;
    error_ = ApiError{400, "missing_required_parameter", fmt::format("'{}' is required.", field),
                      std::string(field)};
  }
  void Wrong(std::string_view field, std::string_view what) {
    if (error_) return;
    error_ =
        ApiError{400, "invalid_value", fmt::format("'{}': {}.", field, what), std::string(field)};
  }

  void ReadLanguage(std::string_view value) {
    if (value.empty()) return;
    const Language language = LanguageFromCode(value);
    if (language == Language::kUnknown) {
      return Wrong(
          "language",
          fmt::format("'{}' is not known here; allowed are 'en', 'zh' and none", Short(value)));
    }
    request_.language = LanguageCode(language);
  }

  void ReadFormat(std::string_view value) {
    static constexpr std::string_view kNames[] = {"json", "text", "verbose_json", "srt", "vtt"};
    for (size_t i = 0; i < std::size(kNames); ++i) {
      if (kNames[i] != value) continue;
      request_.format = static_cast<TranscriptFormat>(i);
      return;
    }
    Wrong("response_format",
          fmt::format("'{}' is not one of json, text, verbose_json, srt, vtt", Short(value)));
  }

  void ReadTemperature(std::string_view value) {
    float number = -1;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc() || end != value.data() + value.size() ||
        !(number >= 0 && number <= 1)) {
      Wrong("temperature", fmt::format("'{}' is not a number from 0 to 1", Short(value)));
    }
  }

  void ReadGranularity(std::string_view value) {
    granularities_ = true;
    if (value == "word") {
      request_.word_times = true;
    } else if (value == "segment") {
      segments_asked_ = true;
    } else {
      Wrong("timestamp_granularities",
            fmt::format("'{}' is neither 'word' nor 'segment'", Short(value)));
    }
  }

  void ReadStream(std::string_view value) {
    if (value != "true" && value != "false" && value != "1" && value != "0") {
      return Wrong("stream", fmt::format("'{}' is not true or false", Short(value)));
    }
    request_.stream = value == "true" || value == "1";
  }

  TranscriptionRequest& request_;
  std::optional<std::string> model_;
  std::optional<ApiError> error_;
  bool has_file_ = false;
  bool granularities_ = false;
  bool segments_asked_ = false;
};

}  // namespace

std::expected<TranscriptionRequest, ApiError> ParseTranscriptionRequest(
    const std::vector<FormPart>& form, const HttpServices& services) {
  TranscriptionRequest request;
  FormReader reader(request);
  for (const FormPart& part : form) reader.Read(part);
  if (auto wrong = reader.Finish(services)) return std::unexpected(std::move(*wrong));
  return request;
}

}  // namespace vivavoce::realtime
