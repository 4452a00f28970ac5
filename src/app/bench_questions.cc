#include "app/bench_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/engine_parts.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "audio/wav_writer.h"
#include "runtime/model_store.h"

namespace vivavoce::app {
namespace {

constexpr int kRateHz = speaking::kSpeechSampleRateHz;
// A question ends with the last sample above this; the fade of a voice lies below.
constexpr float kLastSound = 0.01f;
constexpr std::string_view kFolder = "bench/questions-1";

struct Spoken {
  std::string_view name;
  std::string_view voice;
  std::string_view text;
};
constexpr Spoken kQuestions[] = {
    {"en-1", "am_michael", "What did you do today?"},
    {"en-2", "af_bella", "Can you recommend a good movie for tonight?"},
    {"en-3", "am_adam", "I had a really long day at work, and I'm tired."},
    {"en-4", "bf_emma", "What is your favorite food?"},
    {"en-5", "am_fenrir", "Tell me something funny, please."},
    {"en-6", "af_nicole", "Do you think it will rain tomorrow?"},
    {"en-7", "bm_george", "My cat knocked over my coffee this morning."},
    {"en-8", "af_sarah", "How do you make friends in a new city?"},
    {"zh-1", "zm_yunxi", "你今天过得怎么样？"},
    {"zh-2", "zf_xiaoxiao", "你能给我讲个笑话吗？"},
    {"zh-3", "zm_yunyang", "我今天工作特别累，不想做饭了。"},
    {"zh-4", "zf_xiaobei", "你最喜欢吃什么东西？"},
    {"zh-5", "zm_yunjian", "周末我们去哪里玩比较好？"},
    {"zh-6", "zf_xiaoni", "我和朋友吵架了，心里很难受。"},
    {"zh-7", "zm_yunxia", "晚上睡不着怎么办呢？"},
    {"zh-8", "zf_xiaoxiao", "你觉得明天会下雨吗？"},
};

void CutTrailingSilence(std::vector<float>& samples) {
  const auto last = std::find_if(samples.rbegin(), samples.rend(),
                                 [](float sample) { return std::abs(sample) > kLastSound; });
  samples.erase(last.base(), samples.end());
}

Status SpeakAll(const std::filesystem::path& folder, int threads) {
  auto store = OpenModelStore();
  if (!store) return Fail(store.error());
  auto voice = LoadVoice(**store, threads);
  if (!voice) return Fail(voice.error());
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const Spoken& question : kQuestions) {
    speaking::SynthesisRequest request;
    request.text = question.text;
    request.voice = question.voice;
    request.language = question.name.starts_with("zh") ? Language::kChinese : Language::kEnglish;
    auto spoken = voice->synthesizer->Synthesize(request);
    if (!spoken) return Fail(spoken.error());
    const Status written =
        audio::WriteWav(folder / fmt::format("{}.wav", question.name), spoken->samples, kRateHz);
    if (!written) return written;
  }
  return {};
}

Result<BenchQuestion> ReadQuestion(const std::filesystem::path& file) {
  auto wav = audio::ReadWav(file);
  if (!wav) return Fail(wav.error());
  auto samples = audio::Resample(wav->samples, wav->sample_rate_hz, kRateHz);
  if (!samples) return Fail(samples.error());
  CutTrailingSilence(*samples);
  if (samples->empty()) {
    return Fail(Error::InvalidArgument("there is no sound in " + file.string(), "--input"));
  }
  return BenchQuestion{file.stem().string(), std::move(*samples)};
}

}  // namespace

Result<std::vector<BenchQuestion>> ReadQuestions(const std::vector<std::string>& files) {
  std::vector<BenchQuestion> questions;
  for (const std::string& file : files) {
    auto question = ReadQuestion(file);
    if (!question) return Fail(question.error());
    questions.push_back(std::move(*question));
  }
  return questions;
}

Result<std::vector<BenchQuestion>> StandardQuestions(const std::string& language, int threads) {
  const auto home = runtime::HomeDirectory();
  if (!home) return Fail(home.error());
  const std::filesystem::path folder = *home / kFolder;
  const bool there = std::ranges::all_of(kQuestions, [&](const Spoken& question) {
    std::error_code error;
    return std::filesystem::exists(folder / fmt::format("{}.wav", question.name), error);
  });
  if (!there) {
    if (const Status spoken = SpeakAll(folder, threads); !spoken) return Fail(spoken.error());
  }
  std::vector<std::string> files;
  for (const Spoken& question : kQuestions) {
    if (!question.name.starts_with(language)) continue;
    files.push_back(folder / fmt::format("{}.wav", question.name));
  }
  return ReadQuestions(files);
}

}  // namespace vivavoce::app
