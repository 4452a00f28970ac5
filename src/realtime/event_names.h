// The names of all server events, GA's and beta's. "" is an event that a dialect does not have. The
// vivavoce.* are sent only to those who asked for them, response.cancelled in the StepFun flavour.
// docs/asyncapi.json has the same names, which a test compares.
#pragma once

#include <array>
#include <string_view>

#include "realtime/dialect.h"

namespace vivavoce::realtime {

struct EventName {
  std::string_view ga;
  std::string_view beta;
  constexpr std::string_view In(Dialect dialect) const { return IsBetaShaped(dialect) ? beta : ga; }
};

namespace event {

inline constexpr EventName kError{"error", "error"};
inline constexpr EventName kSessionCreated{"session.created", "session.created"};
inline constexpr EventName kSessionUpdated{"session.updated", "session.updated"};
inline constexpr EventName kTranscriptionSessionCreated{"", "transcription_session.created"};
inline constexpr EventName kTranscriptionSessionUpdated{"", "transcription_session.updated"};
inline constexpr EventName kInputCommitted{"input_audio_buffer.committed",
                                           "input_audio_buffer.committed"};
inline constexpr EventName kInputCleared{"input_audio_buffer.cleared",
                                         "input_audio_buffer.cleared"};
inline constexpr EventName kSpeechStarted{"input_audio_buffer.speech_started",
                                          "input_audio_buffer.speech_started"};
inline constexpr EventName kSpeechStopped{"input_audio_buffer.speech_stopped",
                                          "input_audio_buffer.speech_stopped"};
inline constexpr EventName kTimeoutTriggered{"input_audio_buffer.timeout_triggered", ""};
inline constexpr EventName kItemAdded{"conversation.item.added", "conversation.item.created"};
inline constexpr EventName kItemDone{"conversation.item.done", ""};
inline constexpr EventName kItemRetrieved{"conversation.item.retrieved",
                                          "conversation.item.retrieved"};
inline constexpr EventName kItemDeleted{"conversation.item.deleted", "conversation.item.deleted"};
inline constexpr EventName kItemTruncated{"conversation.item.truncated",
                                          "conversation.item.truncated"};
inline constexpr EventName kTranscriptionDelta{"conversation.item.input_audio_transcription.delta",
                                               "conversation.item.input_audio_transcription.delta"};
inline constexpr EventName kTranscriptionCompleted{
    "conversation.item.input_audio_transcription.completed",
    "conversation.item.input_audio_transcription.completed"};
inline constexpr EventName kTranscriptionFailed{
    "conversation.item.input_audio_transcription.failed",
    "conversation.item.input_audio_transcription.failed"};
inline constexpr EventName kResponseCreated{"response.created", "response.created"};
inline constexpr EventName kResponseDone{"response.done", "response.done"};
inline constexpr EventName kResponseCancelled{"", "response.cancelled"};
inline constexpr EventName kOutputItemAdded{"response.output_item.added",
                                            "response.output_item.added"};
inline constexpr EventName kOutputItemDone{"response.output_item.done",
                                           "response.output_item.done"};
inline constexpr EventName kContentPartAdded{"response.content_part.added",
                                             "response.content_part.added"};
inline constexpr EventName kContentPartDone{"response.content_part.done",
                                            "response.content_part.done"};
inline constexpr EventName kTextDelta{"response.output_text.delta", "response.text.delta"};
inline constexpr EventName kTextDone{"response.output_text.done", "response.text.done"};
inline constexpr EventName kTranscriptDelta{"response.output_audio_transcript.delta",
                                            "response.audio_transcript.delta"};
inline constexpr EventName kTranscriptDone{"response.output_audio_transcript.done",
                                           "response.audio_transcript.done"};
inline constexpr EventName kAudioDelta{"response.output_audio.delta", "response.audio.delta"};
inline constexpr EventName kAudioDone{"response.output_audio.done", "response.audio.done"};
inline constexpr EventName kArgumentsDelta{"response.function_call_arguments.delta",
                                           "response.function_call_arguments.delta"};
inline constexpr EventName kArgumentsDone{"response.function_call_arguments.done",
                                          "response.function_call_arguments.done"};
inline constexpr EventName kRateLimits{"rate_limits.updated", "rate_limits.updated"};
inline constexpr EventName kTurnLatency{"vivavoce.turn_latency", "vivavoce.turn_latency"};
inline constexpr EventName kPerceptionCompleted{"vivavoce.perception.completed",
                                                "vivavoce.perception.completed"};
inline constexpr EventName kPerceptionUpdated{"vivavoce.perception.updated",
                                              "vivavoce.perception.updated"};
inline constexpr EventName kActing{"vivavoce.acting", "vivavoce.acting"};
inline constexpr EventName kBackchannel{"vivavoce.backchannel", "vivavoce.backchannel"};
inline constexpr EventName kResumed{"vivavoce.resumed", "vivavoce.resumed"};
inline constexpr EventName kSessionExpiring{"vivavoce.session_expiring",
                                            "vivavoce.session_expiring"};

}  // namespace event

inline constexpr std::array kServerEvents{
    event::kError,
    event::kSessionCreated,
    event::kSessionUpdated,
    event::kTranscriptionSessionCreated,
    event::kTranscriptionSessionUpdated,
    event::kInputCommitted,
    event::kInputCleared,
    event::kSpeechStarted,
    event::kSpeechStopped,
    event::kTimeoutTriggered,
    event::kItemAdded,
    event::kItemDone,
    event::kItemRetrieved,
    event::kItemDeleted,
    event::kItemTruncated,
    event::kTranscriptionDelta,
    event::kTranscriptionCompleted,
    event::kTranscriptionFailed,
    event::kResponseCreated,
    event::kResponseDone,
    event::kResponseCancelled,
    event::kOutputItemAdded,
    event::kOutputItemDone,
    event::kContentPartAdded,
    event::kContentPartDone,
    event::kTextDelta,
    event::kTextDone,
    event::kTranscriptDelta,
    event::kTranscriptDone,
    event::kAudioDelta,
    event::kAudioDone,
    event::kArgumentsDelta,
    event::kArgumentsDone,
    event::kRateLimits,
    event::kTurnLatency,
    event::kPerceptionCompleted,
    event::kPerceptionUpdated,
    event::kActing,
    event::kBackchannel,
    event::kResumed,
    event::kSessionExpiring,
};

}  // namespace vivavoce::realtime
