#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "dialogue/cascade_engine.h"
#include "dialogue/testing/quiet_listener.h"
#include "hearing/testing/scripted.h"
#include "llm/testing/scripted_language_model.h"
#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::dialogue::cascade_opener_test {
namespace {

// Speaks openers only when it is let, everything else at once.
class SlowOpeners final : public speaking::Synthesizer {
 public:
  explicit SlowOpeners(std::vector<std::string> openers) : openers_(std::move(openers)) {}
  Result<speaking::SynthesizedClause> Synthesize(
      const speaking::SynthesisRequest& request) override {
    std::unique_lock lock(mutex_);
    if (std::ranges::any_of(openers_, [&](const std::string& opener) {
          return opener.starts_with(request.text) || request.text.starts_with(opener);
        })) {
      changed_.wait(lock, [&] { return let_; });
    }
    return tone_.Synthesize(request);
  }
  std::vector<speaking::VoiceInfo> Voices() const override { return tone_.Voices(); }
  void Let() {
    const std::lock_guard lock(mutex_);
    let_ = true;
    changed_.notify_all();
  }

 private:
  speaking::ToneSynthesizer tone_;
  const std::vector<std::string> openers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool let_ = false;
};

class EndListener final : public QuietListener {
 public:
  void OnReplyGuard(JobId, const GuardNote&) override {}
  void OnReplyClause(JobId, ReplyClause clause) override {
    const std::lock_guard lock(mutex_);
    samples_ += clause.samples.size();
  }
  void OnReplyDone(JobId, ReplyResult result) override {
    const std::lock_guard lock(mutex_);
    end_ = result.end;
    changed_.notify_all();
  }
  // Samples of a reply that came to its end.
  size_t Samples() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return end_.has_value(); });
    return end_ == ReplyEnd::kComplete ? samples_ : 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t samples_ = 0;
  std::optional<ReplyEnd> end_;
};

// A language model that is never at rest would keep an opener waiting for ever.
TEST(CascadeOpenerTest, AReplyDoesNotWaitBehindAnOpenerThatWaits) {
  const persona::PersonaShelf personas(*persona::PersonaLibrary::Load({}));
  const auto persona = personas.Find("");
  SlowOpeners synthesizer(persona->openers.en);
  llm::ScriptedLanguageModel model;
  runtime::ThreadBudget budget(1);
  EndListener listener;
  CascadeEngine engine({.make_voice_activity_detector =
                            []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
                          return std::make_unique<hearing::testing::ScriptedVad>();
                        },
                        .language_model = &model,
                        .synthesizer = &synthesizer,
                        .personas = &personas,
                        .budget = &budget,
                        .segmenter = nullptr});
  {
    const auto session = *engine.OpenSession(listener);
    model.Queue({"It rained all day long here.", {}});
    // As if the language model were at work: the opener's turn does not come.
    std::optional<runtime::ThreadBudget::Grant> decoding =
        budget.Acquire(runtime::Lane::kLanguage, runtime::Urgency::kNormal);
    session->StartReply(1,
                        {.history = {{ItemRole::kUser, "How was your day?"}},
                         .language = Language::kEnglish,
                         .modality = Modality::kAudio,
                         .voice = "af_heart"},
                        /*hold=*/false);
    while (budget.waiting() < 1) std::this_thread::yield();
    model.RunUntilIdle();
    // The clause asks beside the opener, and goes first when the grant is free.
    while (budget.waiting() < 2) std::this_thread::yield();
    decoding.reset();
    EXPECT_GT(listener.Samples(), 0u);
  }
  synthesizer.Let();
}

}  // namespace
}  // namespace vivavoce::dialogue::cascade_opener_test
