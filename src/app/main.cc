// vivavoce: a realtime voice server for characters.
#include <cstdlib>

#include "app/command.h"

constexpr int kUsageError = 2;  // as CommandContext::Fail has it for values

int main(int argc, char** argv) {
  using namespace vivavoce::app;
  // ggml's crash handler forks a debugger; a server must not.
  setenv("GGML_NO_BACKTRACE", "1", 0);

  CLI::App app("vivavoce: speak with characters, in English and Chinese, on your own machine.");
  app.name("vivavoce");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n  vivavoce serve\n  vivavoce talk --input question.wav --output answer.wav\n"
      "  vivavoce say \"Hello, I am Xiao Yue.\" -o hello.wav\n"
      "Every command has --help.");
  CommandContext context;
  context.command_line = CommandLine(argc, argv);
  AddServeCommand(app, context);
  AddTalkCommand(app, context);
  AddListenCommand(app, context);
  AddSayCommand(app, context);
  AddKeysCommand(app, context);
  AddModelsCommand(app, context);
  AddPersonaCommand(app, context);
  AddBenchCommand(app, context);
  AddEvalCommand(app, context);
  AddConfigCommand(app, context);
  AddVersionCommand(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;  // --help ends here too
  }
  return context.exit_code;
}
