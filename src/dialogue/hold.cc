#include "dialogue/hold.h"

#include "text/normal_form.h"

namespace vivavoce::dialogue {

std::optional<HoldState> NextHoldState(HoldState state, HoldEvent event) {
  using S = HoldState;
  using E = HoldEvent;
  const bool live = state == S::kPreparing || state == S::kReady;
  switch (event) {
    case E::kStart:
      return state == S::kNone ? std::optional(S::kPreparing) : std::nullopt;
    case E::kFirstOutput:
      return state == S::kPreparing ? std::optional(S::kReady) : std::nullopt;
    case E::kUserResumed:
      return live ? std::optional(S::kShelved) : std::nullopt;
    case E::kSameTextPending:
      return state == S::kShelved ? std::optional(S::kPreparing) : std::nullopt;
    case E::kSameTextReady:
      return state == S::kShelved ? std::optional(S::kReady) : std::nullopt;
    case E::kRevoice:
      return live ? std::optional(S::kPreparing) : std::nullopt;
    case E::kDrop:
      return state == S::kNone ? std::nullopt : std::optional(S::kNone);
    case E::kPromote:
      return live ? std::optional(S::kNone) : std::nullopt;
  }
  return std::nullopt;
}

std::string_view ToString(HoldState state) {
  static constexpr std::string_view kNames[] = {"None", "Preparing", "Ready", "Shelved"};
  return kNames[static_cast<size_t>(state)];
}

bool Hold::Apply(HoldEvent event) {
  const std::optional<HoldState> next = NextHoldState(state, event);
  if (next) state = *next;
  return next.has_value();
}

Fingerprint FingerprintOf(const ReplyRequest& request) {
  Fingerprint print{.history = request.history,
                    .persona = request.persona,
                    .instructions = request.instructions,
                    .tools_json = request.tools_json,
                    .must_call = request.must_call,
                    .modality = request.modality,
                    .temperature = request.temperature,
                    .max_output_tokens = request.max_output_tokens,
                    .language = request.language};
  if (!print.history.empty() && print.history.back().role == ItemRole::kUser) {
    print.history.back().text = text::NormalForm(print.history.back().text);
  }
  return print;
}

bool SameVoice(const ReplyRequest& a, const ReplyRequest& b) {
  return a.voice == b.voice && a.speed == b.speed;
}

}  // namespace vivavoce::dialogue
