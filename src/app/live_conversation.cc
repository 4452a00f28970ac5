#include "app/live_conversation.h"

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audio/sample_convert.h"
#include "dialogue/conversation.h"
#include "runtime/thread_executor.h"

namespace vivavoce::app {
namespace {

constexpr int kMicrophoneRateHz = 16000;
constexpr size_t kChunkBytes = kMicrophoneRateHz / 50 * 2;  // 20 ms
constexpr int kExitNotFound = 127;                          // of a child whose program is not there

// A child program with one pipe to or from it.
class Child {
 public:
  enum class Direction { kRead, kWrite };

  Child(const std::vector<const char*>& arguments, Direction direction) {
    int ends[2];
    if (::pipe(ends) != 0) return;
    const int own = direction == Direction::kRead ? 0 : 1;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1 - own], direction == Direction::kRead ? STDOUT_FILENO : STDIN_FILENO);
      close(ends[0]);
      close(ends[1]);
      std::vector<char*> argv;
      for (const char* argument : arguments) argv.push_back(const_cast<char*>(argument));
      argv.push_back(nullptr);
      execvp(argv[0], argv.data());
      _exit(kExitNotFound);
    }
    close(ends[1 - own]);
    pipe_ = ends[own];
  }
  ~Child() { Stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Ends the child at once; its exit status, or -1.
  int Stop() {
    if (pipe_ >= 0) close(pipe_);
    pipe_ = -1;
    if (pid_ <= 0) return -1;
    kill(pid_, SIGTERM);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int pipe() const { return pipe_; }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
};

// Plays what it is given and forgets it when the user interrupts. The pipe is written by a thread
// of its own: a full one must not hold up the conversation.
class Loudspeaker {
 public:
  Loudspeaker() : thread_([this] { Run(); }) {}
  ~Loudspeaker() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void Play(const std::vector<float>& samples) {
    const std::vector<uint8_t> bytes = audio::FloatToPcm16Bytes(samples);
    {
      const std::lock_guard lock(mutex_);
      waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    }
    changed_.notify_all();
  }
  void Flush() {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    flush_ = true;
  }

 private:
  void Run() {
    std::unique_ptr<Child> player;
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      const bool restart = std::exchange(flush_, false);
      std::vector<uint8_t> bytes = std::exchange(waiting_, {});
      lock.unlock();
      if (restart) player.reset();
      if (!player) {
        player =
            std::make_unique<Child>(std::vector<const char*>{"aplay", "-q", "-t", "raw", "-f",
                                                             "S16_LE", "-r", "24000", "-c", "1"},
                                    Child::Direction::kWrite);
      }
      for (size_t sent = 0; sent < bytes.size();) {
        const ssize_t count = write(player->pipe(), bytes.data() + sent, bytes.size() - sent);
        if (count <= 0) {
          player.reset();  // gone; the next sound starts another
          break;
        }
        sent += static_cast<size_t>(count);
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<uint8_t> waiting_;
  bool flush_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

class Screen final : public dialogue::ConversationListener {
 public:
  explicit Screen(Loudspeaker& loudspeaker) : loudspeaker_(loudspeaker) {}
  void OnServerEvent(const dialogue::ServerEvent& event) override {
    if (const auto* heard = std::get_if<dialogue::TranscriptionCompleted>(&event)) {
      fmt::print("you:   {}\n", heard->transcript);
    } else if (const auto* said = std::get_if<dialogue::TranscriptDone>(&event)) {
      fmt::print("reply: {}\n", said->transcript);
    } else if (const auto* sound = std::get_if<dialogue::AudioDelta>(&event)) {
      loudspeaker_.Play(sound->samples);
    } else if (std::holds_alternative<dialogue::SpeechStarted>(event)) {
      loudspeaker_.Flush();
    } else if (const auto* error = std::get_if<dialogue::ErrorEvent>(&event)) {
      fmt::print(stderr, "error: {}\n", error->message);
    }
    std::fflush(stdout);
  }

 private:
  Loudspeaker& loudspeaker_;
};

}  // namespace

Status RunLiveConversation(dialogue::SpeechEngine& engine, dialogue::SessionConfig session) {
  signal(SIGPIPE, SIG_IGN);
  Child microphone({"arecord", "-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1"},
                   Child::Direction::kRead);
  runtime::SystemClock clock;
  runtime::ThreadExecutor executor(clock);
  Loudspeaker loudspeaker;
  Screen screen(loudspeaker);
  session.transcription_events = true;
  auto conversation = dialogue::Conversation::Create({.session = std::move(session)}, engine, clock,
                                                     executor, screen);
  if (!conversation) return Fail(conversation.error());

  bool heard_anything = false;
  audio::Pcm16Decoder decoder;
  std::array<uint8_t, kChunkBytes> chunk;
  for (;;) {
    const ssize_t count = read(microphone.pipe(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    if (!heard_anything) fmt::print(stderr, "listening; Ctrl-C ends\n");
    heard_anything = true;
    (*conversation)
        ->AppendAudio(decoder.Decode(std::span(chunk).first(static_cast<size_t>(count))),
                      kMicrophoneRateHz);
  }
  if (heard_anything) return {};
  if (microphone.Stop() == kExitNotFound) {
    return Fail(
        Error::NotFound("the microphone needs arecord and aplay (Debian: apt install alsa-utils); "
                        "or give --input FILE or --text"));
  }
  return Fail(
      Error::Unavailable("this machine has no microphone that works; give --input FILE or --text"));
}

}  // namespace vivavoce::app
