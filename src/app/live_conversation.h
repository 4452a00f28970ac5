// A conversation through this machine's microphone and loudspeaker, with ALSA's command-line tools
// (arecord, aplay), in real time. Use headphones: there is no echo canceller yet.
#pragma once

#include "base/error.h"
#include "dialogue/session_config.h"
#include "dialogue/speech_engine.h"

namespace vivavoce::app {

// Until the microphone ends (Ctrl-C). kNotFound when the tools are not installed, kUnavailable when
// there is no microphone; the message says what to install or use instead.
Status RunLiveConversation(dialogue::SpeechEngine& engine, dialogue::SessionConfig session);

}  // namespace vivavoce::app
