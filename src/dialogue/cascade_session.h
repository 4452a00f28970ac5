// One conversation's place in the cascade. Private to the cascade_*.cc files.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "dialogue/cascade_reply.h"
#include "dialogue/cascade_shared.h"
#include "dialogue/engine_gate.h"

namespace vivavoce::dialogue {

class CascadeSession final : public EngineSession {
 public:
  CascadeSession(std::shared_ptr<CascadeEngine::Shared> shared, EngineListener& listener,
                 std::unique_ptr<hearing::VoiceActivityDetector> voice_activity,
                 std::unique_ptr<llm::ChatSession> chat);
  ~CascadeSession() override;

  Result<float> VoiceProbability(std::span<const float> window) override;
  void Recognize(JobId job, RecognitionRequest request) override;
  void ScoreTurn(JobId job, std::vector<float> samples) override;
  void StartReply(JobId job, ReplyRequest request, bool hold) override;
  void ReleaseReply(JobId job) override;
  void Prefill(ReplyRequest request) override;
  void SpeakOpener(JobId job) override;
  std::optional<Backchannel> BackchannelFor(const BackchannelRequest& request) override;
  void Abort(JobId job) override;

 private:
  CascadeReply* FindReply(JobId job);
  bool HasSamePrompt(const ReplyRequest& request) const;  // as what was read ahead
  void WantFacts(const ReplyRequest& request, const persona::Persona& persona);
  void PrepareBackchannels(const ReplyRequest& request, const persona::Persona& persona);

  const std::shared_ptr<CascadeEngine::Shared> shared_;
  const uint64_t owner_;
  const std::shared_ptr<EngineGate> gate_;
  const std::unique_ptr<hearing::VoiceActivityDetector> voice_activity_;
  JobId waiting_partial_ = 0;
  JobId waiting_urgent_ = 0;
  std::map<JobId, CancellationToken> recognitions_;
  std::map<JobId, std::shared_ptr<CascadeReply>> replies_;
  std::string last_opener_;
  std::string last_backchannel_;
  llm::GenerationId prefill_ = 0;
  ReplyRequest prefilled_;  // without its history
  std::unique_ptr<llm::ChatSession> chat_;  // destroyed first: no token comes after
};

}  // namespace vivavoce::dialogue
