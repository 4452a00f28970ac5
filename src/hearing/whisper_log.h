// Sends whisper.cpp's own messages to our log (debug level), once a process.
#pragma once

namespace vivavoce::hearing {

void RouteWhisperLog();

}  // namespace vivavoce::hearing
