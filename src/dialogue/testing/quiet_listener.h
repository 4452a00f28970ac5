// An EngineListener that ignores everything: tests override what they look at.
#pragma once

#include "dialogue/speech_engine.h"

namespace vivavoce::dialogue {

class QuietListener : public EngineListener {
 public:
  void OnTranscript(JobId, Result<hearing::Transcript>) override {}
  void OnTurnScore(JobId, Result<float>) override {}
  void OnReplyFirstToken(JobId) override {}
  void OnReplyFirstClause(JobId) override {}
  void OnReplyClause(JobId, ReplyClause) override {}
  void OnReplyFunctionCall(JobId, FunctionCall) override {}
  void OnReplyDone(JobId, ReplyResult) override {}
};

}  // namespace vivavoce::dialogue
