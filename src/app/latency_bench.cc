#include "app/latency_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "app/websocket_client.h"
#include "audio/sample_convert.h"
#include "base/base64.h"
#include "speaking/synthesizer.h"

namespace vivavoce::app {
namespace {

using nlohmann::json;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kAnswerRateHz = speaking::kSpeechSampleRateHz;
constexpr auto kChunk = std::chrono::milliseconds(20);
constexpr auto kPlayerBuffer = std::chrono::milliseconds(150);
constexpr auto kPatience = std::chrono::seconds(30);

int64_t Ms(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

// A player that starts kPlayerBuffer after the first audio, as clients with a jitter buffer do.
class Player {
 public:
  void Play(SteadyTime now, double seconds, BenchAnswer& answer) {
    const auto length = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(seconds));
    if (answer.reply_seconds == 0) {
      end_ = now + kPlayerBuffer;
    } else if (now > end_) {
      ++answer.underruns;
      answer.longest_gap_ms = std::max(answer.longest_gap_ms, Ms(now - end_));
      end_ = now;
    }
    end_ += length;
    answer.reply_seconds += seconds;
  }
  SteadyTime end() const { return end_; }

 private:
  SteadyTime end_{};
};

// One conversation: the sender's thread speaks, a reader's thread listens.
class Caller {
 public:
  explicit Caller(std::unique_ptr<WebSocketClient> client) : client_(std::move(client)) {
    reader_ = std::thread([this] { Read(); });
  }
  ~Caller() {
    client_->Close();
    reader_.join();
  }

  Status Configure(bool openers) {
    json session{{"type", "realtime"},
                 {"audio",
                  {{"input",
                    {{"transcription", {{"model", "whisper-1"}}},
                     {"turn_detection", {{"type", "semantic_vad"}}}}}}},
                 {"vivavoce", {{"latency_events", true}, {"openers", openers}}}};
    return client_->Send(json{{"type", "session.update"}, {"session", std::move(session)}}.dump());
  }

  Result<BenchAnswer> Ask(const BenchQuestion& question) {
    {
      const std::lock_guard lock(mutex_);
      answer_ = {};
      answer_.question = question.name;
      player_ = {};
      done_ = false;
    }
    next_chunk_ = std::chrono::steady_clock::now();
    const size_t step =
        static_cast<size_t>(kAnswerRateHz) * static_cast<size_t>(kChunk.count()) / 1000;
    for (size_t begin = 0; begin < question.samples.size(); begin += step) {
      const size_t end = std::min(question.samples.size(), begin + step);
      if (const Status sent = SendChunk(std::span(question.samples).subspan(begin, end - begin));
          !sent) {
        return Fail(sent.error());
      }
    }
    {
      const std::lock_guard lock(mutex_);
      speech_end_ = std::chrono::steady_clock::now();
      answer_.stages_ms.clear();
    }
    const std::vector<float> room = Room(step);
    const SteadyTime give_up = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < give_up) {
      if (const Status sent = SendChunk(room); !sent) return Fail(sent.error());
      const std::lock_guard lock(mutex_);
      if (closed_) return Fail(Error::Unavailable("the server closed the connection"));
      if (done_ && std::chrono::steady_clock::now() > player_.end()) break;
    }
    const std::lock_guard lock(mutex_);
    return answer_;
  }

 private:
  static std::vector<float> Room(size_t samples) {
    std::vector<float> noise(samples);
    uint32_t state = 1;
    for (float& sample : noise) {
      state = state * 1664525u + 1013904223u;
      sample = (static_cast<float>(state >> 8) / 8388608.0f - 1.0f) * 0.0004f;  // -68 dBFS
    }
    return noise;
  }

  Status SendChunk(std::span<const float> samples) {
    std::this_thread::sleep_until(next_chunk_);
    next_chunk_ += kChunk;
    const std::string audio = EncodeBase64(audio::FloatToPcm16Bytes(samples));
    return client_->Send(R"({"type":"input_audio_buffer.append","audio":")" + audio + "\"}");
  }

  void Read() {
    for (;;) {
      const Result<std::string> text = client_->Receive();
      const auto now = std::chrono::steady_clock::now();
      const std::lock_guard lock(mutex_);
      if (!text) {
        closed_ = true;
        return;
      }
      const json event = json::parse(*text, nullptr, false);
      if (event.is_object()) OnEvent(event, now);
    }
  }

  void OnEvent(const json& event, SteadyTime now) {
    const std::string type = event.value("type", "");
    if (type == "response.created") {
      done_ = false;
      answer_.reply.clear();
    } else if (type == "response.output_audio.delta") {
      if (!answer_.answered) answer_.stages_ms["first_audio"] = Ms(now - speech_end_);
      answer_.answered = true;
      // 4 characters of base64 are 3 bytes, 2 bytes a sample.
      const auto characters = static_cast<double>(event.value("delta", "").size());
      player_.Play(now, characters * 3 / 4 / 2 / kAnswerRateHz, answer_);
    } else if (type == "response.output_audio_transcript.delta") {
      answer_.reply += event.value("delta", "");
    } else if (type == "conversation.item.input_audio_transcription.completed") {
      answer_.heard += event.value("transcript", "");
    } else if (type == "vivavoce.turn_latency") {
      const json stages = event.value("stages_ms", json::object());
      for (const auto& [stage, ms] : stages.items()) {
        if (stage != "first_audio" && ms.is_number()) answer_.stages_ms[stage] = ms.get<int64_t>();
      }
    } else if (type == "response.done") {
      const std::string status = event.value(json::json_pointer("/response/status"), "");
      done_ = status != "cancelled";
    }
  }

  std::unique_ptr<WebSocketClient> client_;
  SteadyTime next_chunk_;
  std::mutex mutex_;
  BenchAnswer answer_;
  Player player_;
  SteadyTime speech_end_;
  bool done_ = false;
  bool closed_ = false;
  std::thread reader_;
};

}  // namespace

Result<std::vector<BenchAnswer>> RunLatencyBench(
    const BenchOptions& options, const std::vector<BenchQuestion>& questions,
    const std::function<void(const BenchAnswer&)>& on_answer) {
  std::vector<BenchAnswer> answers;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    auto client = WebSocketClient::Connect(options.url, options.api_key);
    if (!client) return Fail(client.error());
    Caller caller(std::move(*client));
    if (const Status sent = caller.Configure(options.openers); !sent) return Fail(sent.error());
    for (const BenchQuestion& question : questions) {
      auto answer = caller.Ask(question);
      if (!answer) return Fail(answer.error());
      if (on_answer) on_answer(*answer);
      answers.push_back(std::move(*answer));
    }
  }
  return answers;
}

int64_t NearestRank(std::vector<int64_t> values, double p) {
  std::ranges::sort(values);
  const auto rank = static_cast<size_t>(std::ceil(p * static_cast<double>(values.size())));
  return values[std::min(values.size() - 1, rank == 0 ? 0 : rank - 1)];
}

}  // namespace vivavoce::app
