#!/usr/bin/env node
// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  doctor,
  request as request6
} from "./shared-doctor.js";
import {
  request as request15,
  resume
} from "./shared-resume.js";
import {
  preview,
  request as request12
} from "./shared-preview.js";
import {
  board,
  request
} from "./shared-board.js";
import {
  notify,
  request as request11
} from "./shared-notify.js";
import {
  request as request20,
  status
} from "./shared-status.js";
import "./shared-board-status.js";
import {
  request as request23,
  watch
} from "./shared-watch.js";
import {
  request as request24,
  why
} from "./shared-why.js";
import "./shared-board-why.js";
import {
  history,
  request as request7
} from "./shared-history.js";
import "./shared-5-verbs-d09e202b.js";
import {
  request as request22,
  verifyImages
} from "./shared-verify-image.js";
import {
  bump,
  fullNameOfAddress,
  nameOfAddress,
  publicAddress,
  readCheckout,
  request as request3
} from "./shared-bump.js";
import {
  promote,
  request as request13
} from "./shared-promote.js";
import "./shared-preview-promote.js";
import {
  answerText,
  terminalReport
} from "./shared-promote-status.js";
import "./shared-6-verbs-a8eaef6c.js";
import {
  checkGates,
  request as request4
} from "./shared-check-gates.js";
import "./shared-check-gates-promote.js";
import "./shared-7-verbs-53ea9a79.js";
import {
  hotfix,
  request as request9
} from "./shared-hotfix.js";
import "./shared-bump-hotfix.js";
import "./shared-hotfix-promote.js";
import "./shared-7-verbs-2ca783c6.js";
import "./shared-8-verbs-271fcdfa.js";
import "./shared-check-gates-hotfix.js";
import "./shared-8-verbs-110048c6.js";
import "./shared-9-verbs-8dc5e9b4.js";
import {
  request as request16,
  rollback
} from "./shared-rollback.js";
import "./shared-promote-rollback.js";
import "./shared-check-gates-rollback.js";
import "./shared-check-gates-promote-rollback.js";
import "./shared-8-verbs-dfa6f92f.js";
import "./shared-9-verbs-c4664bd4.js";
import "./shared-check-gates-hotfix-rollback.js";
import "./shared-4-verbs-901ebfc9.js";
import "./shared-9-verbs-95a406f2.js";
import "./shared-10-verbs-724d16fa.js";
import "./shared-11-verbs-7c3e42e6.js";
import {
  imagePaths,
  repositoryOf
} from "./shared-11-verbs-697a9736.js";
import "./shared-6-verbs-c1086578.js";
import {
  hold,
  request as request8
} from "./shared-hold.js";
import "./shared-6-verbs-cd22725f.js";
import "./shared-8-verbs-a4397331.js";
import {
  describePin,
  pinnedAt
} from "./shared-10-verbs-521d606e.js";
import {
  openYaml
} from "./shared-11-verbs-b688f989.js";
import {
  NotSetUp
} from "./shared-10-verbs-423d2df6.js";
import "./shared-5-verbs-583f1538.js";
import "./shared-11-verbs-57297b5c.js";
import "./shared-13-verbs-8f9a8474.js";
import {
  request as request21,
  stop
} from "./shared-stop.js";
import "./shared-11-verbs-0f2be35d.js";
import "./shared-6-verbs-b1207528.js";
import "./shared-13-verbs-1f159689.js";
import "./shared-15-verbs-e34f738c.js";
import {
  detectChanges,
  request as request5
} from "./shared-detect-changes.js";
import "./shared-check-gates-detect-changes-hotfix.js";
import {
  nextVersions,
  request as request10
} from "./shared-next-version.js";
import "./shared-bump-next-version.js";
import "./shared-bump-hotfix-next-version.js";
import "./shared-11-verbs-cb2f6bdd.js";
import "./shared-14-verbs-98873d3f.js";
import "./shared-11-verbs-752aa88d.js";
import {
  buildImage,
  request as request2
} from "./shared-build-image.js";
import {
  contextUse
} from "./shared-12-verbs-1039ce8e.js";
import {
  reachOf
} from "./shared-14-verbs-a8d0fdbe.js";
import "./shared-15-verbs-41ae7a75.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  request as request17,
  scanImages
} from "./shared-scan-image.js";
import "./shared-9-verbs-4ea48d6b.js";
import "./shared-16-verbs-64058615.js";
import {
  pushImages,
  request as request14
} from "./shared-push-image.js";
import {
  request as request18,
  setupTools
} from "./shared-setup-tools.js";
import {
  request as request19,
  signImages
} from "./shared-sign-image.js";
import "./shared-9-verbs-a1c0c02d.js";
import "./shared-12-verbs-23e32673.js";
import "./shared-17-verbs-e10ec0b6.js";
import "./shared-build-image-sign-image.js";
import "./shared-10-verbs-f5294eb2.js";
import "./shared-13-verbs-10b04095.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-5-verbs-f9431fe2.js";
import "./shared-18-verbs-d4e90f00.js";
import "./shared-17-verbs-2776c8e5.js";
import {
  BadRequest,
  CONFIG_FILE,
  DEFAULTS,
  EXIT_BAD_REQUEST,
  EXIT_DONE,
  UserError,
  array,
  camelCase,
  defineRequest,
  describeError,
  exitCode,
  exitCodeOf,
  flag,
  imageName,
  isRequired,
  jsonForTerminal,
  list,
  looseObject,
  number,
  object,
  optionalText,
  parseConfig,
  projectName,
  record,
  reportOutcome,
  require_dist,
  string,
  unknown,
  withSettings
} from "./shared.js";
import {
  __commonJS,
  __require,
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// node_modules/commander/lib/error.js
var require_error = __commonJS({
  "node_modules/commander/lib/error.js"(exports) {
    init_oldest_node();
    var CommanderError2 = class extends Error {
      /**
       * Constructs the CommanderError class
       * @param {number} exitCode suggested exit code which could be used with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       */
      constructor(exitCode2, code, message) {
        super(message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
        this.code = code;
        this.exitCode = exitCode2;
        this.nestedError = void 0;
      }
    };
    var InvalidArgumentError2 = class extends CommanderError2 {
      /**
       * Constructs the InvalidArgumentError class
       * @param {string} [message] explanation of why argument is invalid
       */
      constructor(message) {
        super(1, "commander.invalidArgument", message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
      }
    };
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
  }
});

// node_modules/commander/lib/argument.js
var require_argument = __commonJS({
  "node_modules/commander/lib/argument.js"(exports) {
    init_oldest_node();
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Argument2 = class {
      /**
       * Initialize a new command argument with the given name and description.
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @param {string} name
       * @param {string} [description]
       */
      constructor(name2, description) {
        this.description = description || "";
        this.variadic = false;
        this.parseArg = void 0;
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.argChoices = void 0;
        switch (name2[0]) {
          case "<":
            this.required = true;
            this._name = name2.slice(1, -1);
            break;
          case "[":
            this.required = false;
            this._name = name2.slice(1, -1);
            break;
          default:
            this.required = true;
            this._name = name2;
            break;
        }
        if (this._name.endsWith("...")) {
          this.variadic = true;
          this._name = this._name.slice(0, -3);
        }
      }
      /**
       * Return argument name.
       *
       * @return {string}
       */
      name() {
        return this._name;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Argument}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Set the custom handler for processing CLI command arguments into argument values.
       *
       * @param {Function} [fn]
       * @return {Argument}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Only allow argument value to be one of choices.
       *
       * @param {string[]} values
       * @return {Argument}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Make argument required.
       *
       * @returns {Argument}
       */
      argRequired() {
        this.required = true;
        return this;
      }
      /**
       * Make argument optional.
       *
       * @returns {Argument}
       */
      argOptional() {
        this.required = false;
        return this;
      }
    };
    function humanReadableArgName(arg) {
      const nameOutput = arg.name() + (arg.variadic === true ? "..." : "");
      return arg.required ? "<" + nameOutput + ">" : "[" + nameOutput + "]";
    }
    exports.Argument = Argument2;
    exports.humanReadableArgName = humanReadableArgName;
  }
});

// node_modules/commander/lib/help.js
var require_help = __commonJS({
  "node_modules/commander/lib/help.js"(exports) {
    init_oldest_node();
    var { humanReadableArgName } = require_argument();
    var Help2 = class {
      constructor() {
        this.helpWidth = void 0;
        this.minWidthToWrap = 40;
        this.sortSubcommands = false;
        this.sortOptions = false;
        this.showGlobalOptions = false;
      }
      /**
       * prepareContext is called by Commander after applying overrides from `Command.configureHelp()`
       * and just before calling `formatHelp()`.
       *
       * Commander just uses the helpWidth and the rest is provided for optional use by more complex subclasses.
       *
       * @param {{ error?: boolean, helpWidth?: number, outputHasColors?: boolean }} contextOptions
       */
      prepareContext(contextOptions) {
        this.helpWidth = this.helpWidth ?? contextOptions.helpWidth ?? 80;
      }
      /**
       * Get an array of the visible subcommands. Includes a placeholder for the implicit help command, if there is one.
       *
       * @param {Command} cmd
       * @returns {Command[]}
       */
      visibleCommands(cmd) {
        const visibleCommands = cmd.commands.filter((cmd2) => !cmd2._hidden);
        const helpCommand = cmd._getHelpCommand();
        if (helpCommand && !helpCommand._hidden) {
          visibleCommands.push(helpCommand);
        }
        if (this.sortSubcommands) {
          visibleCommands.sort((a, b) => {
            return a.name().localeCompare(b.name());
          });
        }
        return visibleCommands;
      }
      /**
       * Compare options for sort.
       *
       * @param {Option} a
       * @param {Option} b
       * @returns {number}
       */
      compareOptions(a, b) {
        const getSortKey = (option2) => {
          return option2.short ? option2.short.replace(/^-/, "") : option2.long.replace(/^--/, "");
        };
        return getSortKey(a).localeCompare(getSortKey(b));
      }
      /**
       * Get an array of the visible options. Includes a placeholder for the implicit help option, if there is one.
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleOptions(cmd) {
        const visibleOptions = cmd.options.filter((option2) => !option2.hidden);
        const helpOption = cmd._getHelpOption();
        if (helpOption && !helpOption.hidden) {
          const removeShort = helpOption.short && cmd._findOption(helpOption.short);
          const removeLong = helpOption.long && cmd._findOption(helpOption.long);
          if (!removeShort && !removeLong) {
            visibleOptions.push(helpOption);
          } else if (helpOption.long && !removeLong) {
            visibleOptions.push(
              cmd.createOption(helpOption.long, helpOption.description)
            );
          } else if (helpOption.short && !removeShort) {
            visibleOptions.push(
              cmd.createOption(helpOption.short, helpOption.description)
            );
          }
        }
        if (this.sortOptions) {
          visibleOptions.sort(this.compareOptions);
        }
        return visibleOptions;
      }
      /**
       * Get an array of the visible global options. (Not including help.)
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleGlobalOptions(cmd) {
        if (!this.showGlobalOptions) return [];
        const globalOptions = [];
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          const visibleOptions = ancestorCmd.options.filter(
            (option2) => !option2.hidden
          );
          globalOptions.push(...visibleOptions);
        }
        if (this.sortOptions) {
          globalOptions.sort(this.compareOptions);
        }
        return globalOptions;
      }
      /**
       * Get an array of the arguments if any have a description.
       *
       * @param {Command} cmd
       * @returns {Argument[]}
       */
      visibleArguments(cmd) {
        if (cmd._argsDescription) {
          cmd.registeredArguments.forEach((argument) => {
            argument.description = argument.description || cmd._argsDescription[argument.name()] || "";
          });
        }
        if (cmd.registeredArguments.find((argument) => argument.description)) {
          return cmd.registeredArguments;
        }
        return [];
      }
      /**
       * Get the command term to show in the list of subcommands.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandTerm(cmd) {
        const args = cmd.registeredArguments.map((arg) => humanReadableArgName(arg)).join(" ");
        return cmd._name + (cmd._aliases[0] ? "|" + cmd._aliases[0] : "") + (cmd.options.length ? " [options]" : "") + // simplistic check for non-help option
        (args ? " " + args : "");
      }
      /**
       * Get the option term to show in the list of options.
       *
       * @param {Option} option
       * @returns {string}
       */
      optionTerm(option2) {
        return option2.flags;
      }
      /**
       * Get the argument term to show in the list of arguments.
       *
       * @param {Argument} argument
       * @returns {string}
       */
      argumentTerm(argument) {
        return argument.name();
      }
      /**
       * Get the longest command term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestSubcommandTermLength(cmd, helper) {
        return helper.visibleCommands(cmd).reduce((max, command2) => {
          return Math.max(
            max,
            this.displayWidth(
              helper.styleSubcommandTerm(helper.subcommandTerm(command2))
            )
          );
        }, 0);
      }
      /**
       * Get the longest option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestOptionTermLength(cmd, helper) {
        return helper.visibleOptions(cmd).reduce((max, option2) => {
          return Math.max(
            max,
            this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option2)))
          );
        }, 0);
      }
      /**
       * Get the longest global option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestGlobalOptionTermLength(cmd, helper) {
        return helper.visibleGlobalOptions(cmd).reduce((max, option2) => {
          return Math.max(
            max,
            this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option2)))
          );
        }, 0);
      }
      /**
       * Get the longest argument term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestArgumentTermLength(cmd, helper) {
        return helper.visibleArguments(cmd).reduce((max, argument) => {
          return Math.max(
            max,
            this.displayWidth(
              helper.styleArgumentTerm(helper.argumentTerm(argument))
            )
          );
        }, 0);
      }
      /**
       * Get the command usage to be displayed at the top of the built-in help.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandUsage(cmd) {
        let cmdName = cmd._name;
        if (cmd._aliases[0]) {
          cmdName = cmdName + "|" + cmd._aliases[0];
        }
        let ancestorCmdNames = "";
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          ancestorCmdNames = ancestorCmd.name() + " " + ancestorCmdNames;
        }
        return ancestorCmdNames + cmdName + " " + cmd.usage();
      }
      /**
       * Get the description for the command.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandDescription(cmd) {
        return cmd.description();
      }
      /**
       * Get the subcommand summary to show in the list of subcommands.
       * (Fallback to description for backwards compatibility.)
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandDescription(cmd) {
        return cmd.summary() || cmd.description();
      }
      /**
       * Get the option description to show in the list of options.
       *
       * @param {Option} option
       * @return {string}
       */
      optionDescription(option2) {
        const extraInfo = [];
        if (option2.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${option2.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
          );
        }
        if (option2.defaultValue !== void 0) {
          const showDefault = option2.required || option2.optional || option2.isBoolean() && typeof option2.defaultValue === "boolean";
          if (showDefault) {
            extraInfo.push(
              `default: ${option2.defaultValueDescription || JSON.stringify(option2.defaultValue)}`
            );
          }
        }
        if (option2.presetArg !== void 0 && option2.optional) {
          extraInfo.push(`preset: ${JSON.stringify(option2.presetArg)}`);
        }
        if (option2.envVar !== void 0) {
          extraInfo.push(`env: ${option2.envVar}`);
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (option2.description) {
            return `${option2.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return option2.description;
      }
      /**
       * Get the argument description to show in the list of arguments.
       *
       * @param {Argument} argument
       * @return {string}
       */
      argumentDescription(argument) {
        const extraInfo = [];
        if (argument.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${argument.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
          );
        }
        if (argument.defaultValue !== void 0) {
          extraInfo.push(
            `default: ${argument.defaultValueDescription || JSON.stringify(argument.defaultValue)}`
          );
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (argument.description) {
            return `${argument.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return argument.description;
      }
      /**
       * Format a list of items, given a heading and an array of formatted items.
       *
       * @param {string} heading
       * @param {string[]} items
       * @param {Help} helper
       * @returns string[]
       */
      formatItemList(heading, items, helper) {
        if (items.length === 0) return [];
        return [helper.styleTitle(heading), ...items, ""];
      }
      /**
       * Group items by their help group heading.
       *
       * @param {Command[] | Option[]} unsortedItems
       * @param {Command[] | Option[]} visibleItems
       * @param {Function} getGroup
       * @returns {Map<string, Command[] | Option[]>}
       */
      groupItems(unsortedItems, visibleItems, getGroup) {
        const result = /* @__PURE__ */ new Map();
        unsortedItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) result.set(group, []);
        });
        visibleItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) {
            result.set(group, []);
          }
          result.get(group).push(item);
        });
        return result;
      }
      /**
       * Generate the built-in help text.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {string}
       */
      formatHelp(cmd, helper) {
        const termWidth = helper.padWidth(cmd, helper);
        const helpWidth = helper.helpWidth ?? 80;
        function callFormatItem(term, description) {
          return helper.formatItem(term, termWidth, description, helper);
        }
        let output = [
          `${helper.styleTitle("Usage:")} ${helper.styleUsage(helper.commandUsage(cmd))}`,
          ""
        ];
        const commandDescription = helper.commandDescription(cmd);
        if (commandDescription.length > 0) {
          output = output.concat([
            helper.boxWrap(
              helper.styleCommandDescription(commandDescription),
              helpWidth
            ),
            ""
          ]);
        }
        const argumentList = helper.visibleArguments(cmd).map((argument) => {
          return callFormatItem(
            helper.styleArgumentTerm(helper.argumentTerm(argument)),
            helper.styleArgumentDescription(helper.argumentDescription(argument))
          );
        });
        output = output.concat(
          this.formatItemList("Arguments:", argumentList, helper)
        );
        const optionGroups = this.groupItems(
          cmd.options,
          helper.visibleOptions(cmd),
          (option2) => option2.helpGroupHeading ?? "Options:"
        );
        optionGroups.forEach((options, group) => {
          const optionList = options.map((option2) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option2)),
              helper.styleOptionDescription(helper.optionDescription(option2))
            );
          });
          output = output.concat(this.formatItemList(group, optionList, helper));
        });
        if (helper.showGlobalOptions) {
          const globalOptionList = helper.visibleGlobalOptions(cmd).map((option2) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option2)),
              helper.styleOptionDescription(helper.optionDescription(option2))
            );
          });
          output = output.concat(
            this.formatItemList("Global Options:", globalOptionList, helper)
          );
        }
        const commandGroups = this.groupItems(
          cmd.commands,
          helper.visibleCommands(cmd),
          (sub) => sub.helpGroup() || "Commands:"
        );
        commandGroups.forEach((commands2, group) => {
          const commandList = commands2.map((sub) => {
            return callFormatItem(
              helper.styleSubcommandTerm(helper.subcommandTerm(sub)),
              helper.styleSubcommandDescription(helper.subcommandDescription(sub))
            );
          });
          output = output.concat(this.formatItemList(group, commandList, helper));
        });
        return output.join("\n");
      }
      /**
       * Return display width of string, ignoring ANSI escape sequences. Used in padding and wrapping calculations.
       *
       * @param {string} str
       * @returns {number}
       */
      displayWidth(str) {
        return stripColor(str).length;
      }
      /**
       * Style the title for displaying in the help. Called with 'Usage:', 'Options:', etc.
       *
       * @param {string} str
       * @returns {string}
       */
      styleTitle(str) {
        return str;
      }
      styleUsage(str) {
        return str.split(" ").map((word) => {
          if (word === "[options]") return this.styleOptionText(word);
          if (word === "[command]") return this.styleSubcommandText(word);
          if (word[0] === "[" || word[0] === "<")
            return this.styleArgumentText(word);
          return this.styleCommandText(word);
        }).join(" ");
      }
      styleCommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleOptionDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleSubcommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleArgumentDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleDescriptionText(str) {
        return str;
      }
      styleOptionTerm(str) {
        return this.styleOptionText(str);
      }
      styleSubcommandTerm(str) {
        return str.split(" ").map((word) => {
          if (word === "[options]") return this.styleOptionText(word);
          if (word[0] === "[" || word[0] === "<")
            return this.styleArgumentText(word);
          return this.styleSubcommandText(word);
        }).join(" ");
      }
      styleArgumentTerm(str) {
        return this.styleArgumentText(str);
      }
      styleOptionText(str) {
        return str;
      }
      styleArgumentText(str) {
        return str;
      }
      styleSubcommandText(str) {
        return str;
      }
      styleCommandText(str) {
        return str;
      }
      /**
       * Calculate the pad width from the maximum term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      padWidth(cmd, helper) {
        return Math.max(
          helper.longestOptionTermLength(cmd, helper),
          helper.longestGlobalOptionTermLength(cmd, helper),
          helper.longestSubcommandTermLength(cmd, helper),
          helper.longestArgumentTermLength(cmd, helper)
        );
      }
      /**
       * Detect manually wrapped and indented strings by checking for line break followed by whitespace.
       *
       * @param {string} str
       * @returns {boolean}
       */
      preformatted(str) {
        return /\n[^\S\r\n]/.test(str);
      }
      /**
       * Format the "item", which consists of a term and description. Pad the term and wrap the description, indenting the following lines.
       *
       * So "TTT", 5, "DDD DDDD DD DDD" might be formatted for this.helpWidth=17 like so:
       *   TTT  DDD DDDD
       *        DD DDD
       *
       * @param {string} term
       * @param {number} termWidth
       * @param {string} description
       * @param {Help} helper
       * @returns {string}
       */
      formatItem(term, termWidth, description, helper) {
        const itemIndent = 2;
        const itemIndentStr = " ".repeat(itemIndent);
        if (!description) return itemIndentStr + term;
        const paddedTerm = term.padEnd(
          termWidth + term.length - helper.displayWidth(term)
        );
        const spacerWidth = 2;
        const helpWidth = this.helpWidth ?? 80;
        const remainingWidth = helpWidth - termWidth - spacerWidth - itemIndent;
        let formattedDescription;
        if (remainingWidth < this.minWidthToWrap || helper.preformatted(description)) {
          formattedDescription = description;
        } else {
          const wrappedDescription = helper.boxWrap(description, remainingWidth);
          formattedDescription = wrappedDescription.replace(
            /\n/g,
            "\n" + " ".repeat(termWidth + spacerWidth)
          );
        }
        return itemIndentStr + paddedTerm + " ".repeat(spacerWidth) + formattedDescription.replace(/\n/g, `
${itemIndentStr}`);
      }
      /**
       * Wrap a string at whitespace, preserving existing line breaks.
       * Wrapping is skipped if the width is less than `minWidthToWrap`.
       *
       * @param {string} str
       * @param {number} width
       * @returns {string}
       */
      boxWrap(str, width) {
        if (width < this.minWidthToWrap) return str;
        const rawLines = str.split(/\r\n|\n/);
        const chunkPattern = /[\s]*[^\s]+/g;
        const wrappedLines = [];
        rawLines.forEach((line) => {
          const chunks = line.match(chunkPattern);
          if (chunks === null) {
            wrappedLines.push("");
            return;
          }
          let sumChunks = [chunks.shift()];
          let sumWidth = this.displayWidth(sumChunks[0]);
          chunks.forEach((chunk) => {
            const visibleWidth = this.displayWidth(chunk);
            if (sumWidth + visibleWidth <= width) {
              sumChunks.push(chunk);
              sumWidth += visibleWidth;
              return;
            }
            wrappedLines.push(sumChunks.join(""));
            const nextChunk = chunk.trimStart();
            sumChunks = [nextChunk];
            sumWidth = this.displayWidth(nextChunk);
          });
          wrappedLines.push(sumChunks.join(""));
        });
        return wrappedLines.join("\n");
      }
    };
    function stripColor(str) {
      const sgrPattern = /\x1b\[\d*(;\d*)*m/g;
      return str.replace(sgrPattern, "");
    }
    exports.Help = Help2;
    exports.stripColor = stripColor;
  }
});

// node_modules/commander/lib/option.js
var require_option = __commonJS({
  "node_modules/commander/lib/option.js"(exports) {
    init_oldest_node();
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Option2 = class {
      /**
       * Initialize a new `Option` with the given `flags` and `description`.
       *
       * @param {string} flags
       * @param {string} [description]
       */
      constructor(flags, description) {
        this.flags = flags;
        this.description = description || "";
        this.required = flags.includes("<");
        this.optional = flags.includes("[");
        this.variadic = /\w\.\.\.[>\]]$/.test(flags);
        this.mandatory = false;
        const optionFlags = splitOptionFlags(flags);
        this.short = optionFlags.shortFlag;
        this.long = optionFlags.longFlag;
        this.negate = false;
        if (this.long) {
          this.negate = this.long.startsWith("--no-");
        }
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.presetArg = void 0;
        this.envVar = void 0;
        this.parseArg = void 0;
        this.hidden = false;
        this.argChoices = void 0;
        this.conflictsWith = [];
        this.implied = void 0;
        this.helpGroupHeading = void 0;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Option}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Preset to use when option used without option-argument, especially optional but also boolean and negated.
       * The custom processing (parseArg) is called.
       *
       * @example
       * new Option('--color').default('GREYSCALE').preset('RGB');
       * new Option('--donate [amount]').preset('20').argParser(parseFloat);
       *
       * @param {*} arg
       * @return {Option}
       */
      preset(arg) {
        this.presetArg = arg;
        return this;
      }
      /**
       * Add option name(s) that conflict with this option.
       * An error will be displayed if conflicting options are found during parsing.
       *
       * @example
       * new Option('--rgb').conflicts('cmyk');
       * new Option('--js').conflicts(['ts', 'jsx']);
       *
       * @param {(string | string[])} names
       * @return {Option}
       */
      conflicts(names) {
        this.conflictsWith = this.conflictsWith.concat(names);
        return this;
      }
      /**
       * Specify implied option values for when this option is set and the implied options are not.
       *
       * The custom processing (parseArg) is not called on the implied values.
       *
       * @example
       * program
       *   .addOption(new Option('--log', 'write logging information to file'))
       *   .addOption(new Option('--trace', 'log extra details').implies({ log: 'trace.txt' }));
       *
       * @param {object} impliedOptionValues
       * @return {Option}
       */
      implies(impliedOptionValues) {
        let newImplied = impliedOptionValues;
        if (typeof impliedOptionValues === "string") {
          newImplied = { [impliedOptionValues]: true };
        }
        this.implied = Object.assign(this.implied || {}, newImplied);
        return this;
      }
      /**
       * Set environment variable to check for option value.
       *
       * An environment variable is only used if when processed the current option value is
       * undefined, or the source of the current value is 'default' or 'config' or 'env'.
       *
       * @param {string} name
       * @return {Option}
       */
      env(name2) {
        this.envVar = name2;
        return this;
      }
      /**
       * Set the custom handler for processing CLI option arguments into option values.
       *
       * @param {Function} [fn]
       * @return {Option}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Whether the option is mandatory and must have a value after parsing.
       *
       * @param {boolean} [mandatory=true]
       * @return {Option}
       */
      makeOptionMandatory(mandatory = true) {
        this.mandatory = !!mandatory;
        return this;
      }
      /**
       * Hide option in help.
       *
       * @param {boolean} [hide=true]
       * @return {Option}
       */
      hideHelp(hide = true) {
        this.hidden = !!hide;
        return this;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Only allow option value to be one of choices.
       *
       * @param {string[]} values
       * @return {Option}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Return option name.
       *
       * @return {string}
       */
      name() {
        if (this.long) {
          return this.long.replace(/^--/, "");
        }
        return this.short.replace(/^-/, "");
      }
      /**
       * Return option name, in a camelcase format that can be used
       * as an object attribute key.
       *
       * @return {string}
       */
      attributeName() {
        if (this.negate) {
          return camelcase(this.name().replace(/^no-/, ""));
        }
        return camelcase(this.name());
      }
      /**
       * Set the help group heading.
       *
       * @param {string} heading
       * @return {Option}
       */
      helpGroup(heading) {
        this.helpGroupHeading = heading;
        return this;
      }
      /**
       * Check if `arg` matches the short or long flag.
       *
       * @param {string} arg
       * @return {boolean}
       * @package
       */
      is(arg) {
        return this.short === arg || this.long === arg;
      }
      /**
       * Return whether a boolean option.
       *
       * Options are one of boolean, negated, required argument, or optional argument.
       *
       * @return {boolean}
       * @package
       */
      isBoolean() {
        return !this.required && !this.optional && !this.negate;
      }
    };
    var DualOptions = class {
      /**
       * @param {Option[]} options
       */
      constructor(options) {
        this.positiveOptions = /* @__PURE__ */ new Map();
        this.negativeOptions = /* @__PURE__ */ new Map();
        this.dualOptions = /* @__PURE__ */ new Set();
        options.forEach((option2) => {
          if (option2.negate) {
            this.negativeOptions.set(option2.attributeName(), option2);
          } else {
            this.positiveOptions.set(option2.attributeName(), option2);
          }
        });
        this.negativeOptions.forEach((value, key) => {
          if (this.positiveOptions.has(key)) {
            this.dualOptions.add(key);
          }
        });
      }
      /**
       * Did the value come from the option, and not from possible matching dual option?
       *
       * @param {*} value
       * @param {Option} option
       * @returns {boolean}
       */
      valueFromOption(value, option2) {
        const optionKey = option2.attributeName();
        if (!this.dualOptions.has(optionKey)) return true;
        const preset = this.negativeOptions.get(optionKey).presetArg;
        const negativeValue = preset !== void 0 ? preset : false;
        return option2.negate === (negativeValue === value);
      }
    };
    function camelcase(str) {
      return str.split("-").reduce((str2, word) => {
        return str2 + word[0].toUpperCase() + word.slice(1);
      });
    }
    function splitOptionFlags(flags) {
      let shortFlag;
      let longFlag;
      const shortFlagExp = /^-[^-]$/;
      const longFlagExp = /^--[^-]/;
      const flagParts = flags.split(/[ |,]+/).concat("guard");
      if (shortFlagExp.test(flagParts[0])) shortFlag = flagParts.shift();
      if (longFlagExp.test(flagParts[0])) longFlag = flagParts.shift();
      if (!shortFlag && shortFlagExp.test(flagParts[0]))
        shortFlag = flagParts.shift();
      if (!shortFlag && longFlagExp.test(flagParts[0])) {
        shortFlag = longFlag;
        longFlag = flagParts.shift();
      }
      if (flagParts[0].startsWith("-")) {
        const unsupportedFlag = flagParts[0];
        const baseError = `option creation failed due to '${unsupportedFlag}' in option flags '${flags}'`;
        if (/^-[^-][^-]/.test(unsupportedFlag))
          throw new Error(
            `${baseError}
- a short flag is a single dash and a single character
  - either use a single dash and a single character (for a short flag)
  - or use a double dash for a long option (and can have two, like '--ws, --workspace')`
          );
        if (shortFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many short flags`);
        if (longFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many long flags`);
        throw new Error(`${baseError}
- unrecognised flag format`);
      }
      if (shortFlag === void 0 && longFlag === void 0)
        throw new Error(
          `option creation failed due to no flags found in '${flags}'.`
        );
      return { shortFlag, longFlag };
    }
    exports.Option = Option2;
    exports.DualOptions = DualOptions;
  }
});

// node_modules/commander/lib/suggestSimilar.js
var require_suggestSimilar = __commonJS({
  "node_modules/commander/lib/suggestSimilar.js"(exports) {
    init_oldest_node();
    var maxDistance = 3;
    function editDistance(a, b) {
      if (Math.abs(a.length - b.length) > maxDistance)
        return Math.max(a.length, b.length);
      const d = [];
      for (let i = 0; i <= a.length; i++) {
        d[i] = [i];
      }
      for (let j = 0; j <= b.length; j++) {
        d[0][j] = j;
      }
      for (let j = 1; j <= b.length; j++) {
        for (let i = 1; i <= a.length; i++) {
          let cost = 1;
          if (a[i - 1] === b[j - 1]) {
            cost = 0;
          } else {
            cost = 1;
          }
          d[i][j] = Math.min(
            d[i - 1][j] + 1,
            // deletion
            d[i][j - 1] + 1,
            // insertion
            d[i - 1][j - 1] + cost
            // substitution
          );
          if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
      }
      return d[a.length][b.length];
    }
    function suggestSimilar(word, candidates) {
      if (!candidates || candidates.length === 0) return "";
      candidates = Array.from(new Set(candidates));
      const searchingOptions = word.startsWith("--");
      if (searchingOptions) {
        word = word.slice(2);
        candidates = candidates.map((candidate) => candidate.slice(2));
      }
      let similar = [];
      let bestDistance = maxDistance;
      const minSimilarity = 0.4;
      candidates.forEach((candidate) => {
        if (candidate.length <= 1) return;
        const distance = editDistance(word, candidate);
        const length = Math.max(word.length, candidate.length);
        const similarity = (length - distance) / length;
        if (similarity > minSimilarity) {
          if (distance < bestDistance) {
            bestDistance = distance;
            similar = [candidate];
          } else if (distance === bestDistance) {
            similar.push(candidate);
          }
        }
      });
      similar.sort((a, b) => a.localeCompare(b));
      if (searchingOptions) {
        similar = similar.map((candidate) => `--${candidate}`);
      }
      if (similar.length > 1) {
        return `
(Did you mean one of ${similar.join(", ")}?)`;
      }
      if (similar.length === 1) {
        return `
(Did you mean ${similar[0]}?)`;
      }
      return "";
    }
    exports.suggestSimilar = suggestSimilar;
  }
});

// node_modules/commander/lib/command.js
var require_command = __commonJS({
  "node_modules/commander/lib/command.js"(exports) {
    init_oldest_node();
    var EventEmitter = __require("node:events").EventEmitter;
    var childProcess = __require("node:child_process");
    var path = __require("node:path");
    var fs = __require("node:fs");
    var process2 = __require("node:process");
    var { Argument: Argument2, humanReadableArgName } = require_argument();
    var { CommanderError: CommanderError2 } = require_error();
    var { Help: Help2, stripColor } = require_help();
    var { Option: Option2, DualOptions } = require_option();
    var { suggestSimilar } = require_suggestSimilar();
    var Command2 = class _Command extends EventEmitter {
      /**
       * Initialize a new `Command`.
       *
       * @param {string} [name]
       */
      constructor(name2) {
        super();
        this.commands = [];
        this.options = [];
        this.parent = null;
        this._allowUnknownOption = false;
        this._allowExcessArguments = false;
        this.registeredArguments = [];
        this._args = this.registeredArguments;
        this.args = [];
        this.rawArgs = [];
        this.processedArgs = [];
        this._scriptPath = null;
        this._name = name2 || "";
        this._optionValues = {};
        this._optionValueSources = {};
        this._storeOptionsAsProperties = false;
        this._actionHandler = null;
        this._executableHandler = false;
        this._executableFile = null;
        this._executableDir = null;
        this._defaultCommandName = null;
        this._exitCallback = null;
        this._aliases = [];
        this._combineFlagAndOptionalValue = true;
        this._description = "";
        this._summary = "";
        this._argsDescription = void 0;
        this._enablePositionalOptions = false;
        this._passThroughOptions = false;
        this._lifeCycleHooks = {};
        this._showHelpAfterError = false;
        this._showSuggestionAfterError = true;
        this._savedState = null;
        this._outputConfiguration = {
          writeOut: (str) => process2.stdout.write(str),
          writeErr: (str) => process2.stderr.write(str),
          outputError: (str, write) => write(str),
          getOutHelpWidth: () => process2.stdout.isTTY ? process2.stdout.columns : void 0,
          getErrHelpWidth: () => process2.stderr.isTTY ? process2.stderr.columns : void 0,
          getOutHasColors: () => useColor() ?? (process2.stdout.isTTY && process2.stdout.hasColors?.()),
          getErrHasColors: () => useColor() ?? (process2.stderr.isTTY && process2.stderr.hasColors?.()),
          stripColor: (str) => stripColor(str)
        };
        this._hidden = false;
        this._helpOption = void 0;
        this._addImplicitHelpCommand = void 0;
        this._helpCommand = void 0;
        this._helpConfiguration = {};
        this._helpGroupHeading = void 0;
        this._defaultCommandGroup = void 0;
        this._defaultOptionGroup = void 0;
      }
      /**
       * Copy settings that are useful to have in common across root command and subcommands.
       *
       * (Used internally when adding a command using `.command()` so subcommands inherit parent settings.)
       *
       * @param {Command} sourceCommand
       * @return {Command} `this` command for chaining
       */
      copyInheritedSettings(sourceCommand) {
        this._outputConfiguration = sourceCommand._outputConfiguration;
        this._helpOption = sourceCommand._helpOption;
        this._helpCommand = sourceCommand._helpCommand;
        this._helpConfiguration = sourceCommand._helpConfiguration;
        this._exitCallback = sourceCommand._exitCallback;
        this._storeOptionsAsProperties = sourceCommand._storeOptionsAsProperties;
        this._combineFlagAndOptionalValue = sourceCommand._combineFlagAndOptionalValue;
        this._allowExcessArguments = sourceCommand._allowExcessArguments;
        this._enablePositionalOptions = sourceCommand._enablePositionalOptions;
        this._showHelpAfterError = sourceCommand._showHelpAfterError;
        this._showSuggestionAfterError = sourceCommand._showSuggestionAfterError;
        return this;
      }
      /**
       * @returns {Command[]}
       * @private
       */
      _getCommandAndAncestors() {
        const result = [];
        for (let command2 = this; command2; command2 = command2.parent) {
          result.push(command2);
        }
        return result;
      }
      /**
       * Define a command.
       *
       * There are two styles of command: pay attention to where to put the description.
       *
       * @example
       * // Command implemented using action handler (description is supplied separately to `.command`)
       * program
       *   .command('clone <source> [destination]')
       *   .description('clone a repository into a newly created directory')
       *   .action((source, destination) => {
       *     console.log('clone command called');
       *   });
       *
       * // Command implemented using separate executable file (description is second parameter to `.command`)
       * program
       *   .command('start <service>', 'start named service')
       *   .command('stop [service]', 'stop named service, or all if no name supplied');
       *
       * @param {string} nameAndArgs - command name and arguments, args are `<required>` or `[optional]` and last may also be `variadic...`
       * @param {(object | string)} [actionOptsOrExecDesc] - configuration options (for action), or description (for executable)
       * @param {object} [execOpts] - configuration options (for executable)
       * @return {Command} returns new command for action handler, or `this` for executable command
       */
      command(nameAndArgs, actionOptsOrExecDesc, execOpts) {
        let desc = actionOptsOrExecDesc;
        let opts = execOpts;
        if (typeof desc === "object" && desc !== null) {
          opts = desc;
          desc = null;
        }
        opts = opts || {};
        const [, name2, args] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const cmd = this.createCommand(name2);
        if (desc) {
          cmd.description(desc);
          cmd._executableHandler = true;
        }
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        cmd._hidden = !!(opts.noHelp || opts.hidden);
        cmd._executableFile = opts.executableFile || null;
        if (args) cmd.arguments(args);
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd.copyInheritedSettings(this);
        if (desc) return this;
        return cmd;
      }
      /**
       * Factory routine to create a new unattached command.
       *
       * See .command() for creating an attached subcommand, which uses this routine to
       * create the command. You can override createCommand to customise subcommands.
       *
       * @param {string} [name]
       * @return {Command} new command
       */
      createCommand(name2) {
        return new _Command(name2);
      }
      /**
       * You can customise the help with a subclass of Help by overriding createHelp,
       * or by overriding Help properties using configureHelp().
       *
       * @return {Help}
       */
      createHelp() {
        return Object.assign(new Help2(), this.configureHelp());
      }
      /**
       * You can customise the help by overriding Help properties using configureHelp(),
       * or with a subclass of Help by overriding createHelp().
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureHelp(configuration) {
        if (configuration === void 0) return this._helpConfiguration;
        this._helpConfiguration = configuration;
        return this;
      }
      /**
       * The default output goes to stdout and stderr. You can customise this for special
       * applications. You can also customise the display of errors by overriding outputError.
       *
       * The configuration properties are all functions:
       *
       *     // change how output being written, defaults to stdout and stderr
       *     writeOut(str)
       *     writeErr(str)
       *     // change how output being written for errors, defaults to writeErr
       *     outputError(str, write) // used for displaying errors and not used for displaying help
       *     // specify width for wrapping help
       *     getOutHelpWidth()
       *     getErrHelpWidth()
       *     // color support, currently only used with Help
       *     getOutHasColors()
       *     getErrHasColors()
       *     stripColor() // used to remove ANSI escape codes if output does not have colors
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureOutput(configuration) {
        if (configuration === void 0) return this._outputConfiguration;
        this._outputConfiguration = {
          ...this._outputConfiguration,
          ...configuration
        };
        return this;
      }
      /**
       * Display the help or a custom message after an error occurs.
       *
       * @param {(boolean|string)} [displayHelp]
       * @return {Command} `this` command for chaining
       */
      showHelpAfterError(displayHelp = true) {
        if (typeof displayHelp !== "string") displayHelp = !!displayHelp;
        this._showHelpAfterError = displayHelp;
        return this;
      }
      /**
       * Display suggestion of similar commands for unknown commands, or options for unknown options.
       *
       * @param {boolean} [displaySuggestion]
       * @return {Command} `this` command for chaining
       */
      showSuggestionAfterError(displaySuggestion = true) {
        this._showSuggestionAfterError = !!displaySuggestion;
        return this;
      }
      /**
       * Add a prepared subcommand.
       *
       * See .command() for creating an attached subcommand which inherits settings from its parent.
       *
       * @param {Command} cmd - new subcommand
       * @param {object} [opts] - configuration options
       * @return {Command} `this` command for chaining
       */
      addCommand(cmd, opts) {
        if (!cmd._name) {
          throw new Error(`Command passed to .addCommand() must have a name
- specify the name in Command constructor or using .name()`);
        }
        opts = opts || {};
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        if (opts.noHelp || opts.hidden) cmd._hidden = true;
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd._checkForBrokenPassThrough();
        return this;
      }
      /**
       * Factory routine to create a new unattached argument.
       *
       * See .argument() for creating an attached argument, which uses this routine to
       * create the argument. You can override createArgument to return a custom argument.
       *
       * @param {string} name
       * @param {string} [description]
       * @return {Argument} new argument
       */
      createArgument(name2, description) {
        return new Argument2(name2, description);
      }
      /**
       * Define argument syntax for command.
       *
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @example
       * program.argument('<input-file>');
       * program.argument('[output-file]');
       *
       * @param {string} name
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom argument processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      argument(name2, description, parseArg, defaultValue) {
        const argument = this.createArgument(name2, description);
        if (typeof parseArg === "function") {
          argument.default(defaultValue).argParser(parseArg);
        } else {
          argument.default(parseArg);
        }
        this.addArgument(argument);
        return this;
      }
      /**
       * Define argument syntax for command, adding multiple at once (without descriptions).
       *
       * See also .argument().
       *
       * @example
       * program.arguments('<cmd> [env]');
       *
       * @param {string} names
       * @return {Command} `this` command for chaining
       */
      arguments(names) {
        names.trim().split(/ +/).forEach((detail) => {
          this.argument(detail);
        });
        return this;
      }
      /**
       * Define argument syntax for command, adding a prepared argument.
       *
       * @param {Argument} argument
       * @return {Command} `this` command for chaining
       */
      addArgument(argument) {
        const previousArgument = this.registeredArguments.slice(-1)[0];
        if (previousArgument?.variadic) {
          throw new Error(
            `only the last argument can be variadic '${previousArgument.name()}'`
          );
        }
        if (argument.required && argument.defaultValue !== void 0 && argument.parseArg === void 0) {
          throw new Error(
            `a default value for a required argument is never used: '${argument.name()}'`
          );
        }
        this.registeredArguments.push(argument);
        return this;
      }
      /**
       * Customise or override default help command. By default a help command is automatically added if your command has subcommands.
       *
       * @example
       *    program.helpCommand('help [cmd]');
       *    program.helpCommand('help [cmd]', 'show help');
       *    program.helpCommand(false); // suppress default help command
       *    program.helpCommand(true); // add help command even if no subcommands
       *
       * @param {string|boolean} enableOrNameAndArgs - enable with custom name and/or arguments, or boolean to override whether added
       * @param {string} [description] - custom description
       * @return {Command} `this` command for chaining
       */
      helpCommand(enableOrNameAndArgs, description) {
        if (typeof enableOrNameAndArgs === "boolean") {
          this._addImplicitHelpCommand = enableOrNameAndArgs;
          if (enableOrNameAndArgs && this._defaultCommandGroup) {
            this._initCommandGroup(this._getHelpCommand());
          }
          return this;
        }
        const nameAndArgs = enableOrNameAndArgs ?? "help [command]";
        const [, helpName, helpArgs] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const helpDescription = description ?? "display help for command";
        const helpCommand = this.createCommand(helpName);
        helpCommand.helpOption(false);
        if (helpArgs) helpCommand.arguments(helpArgs);
        if (helpDescription) helpCommand.description(helpDescription);
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        if (enableOrNameAndArgs || description) this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Add prepared custom help command.
       *
       * @param {(Command|string|boolean)} helpCommand - custom help command, or deprecated enableOrNameAndArgs as for `.helpCommand()`
       * @param {string} [deprecatedDescription] - deprecated custom description used with custom name only
       * @return {Command} `this` command for chaining
       */
      addHelpCommand(helpCommand, deprecatedDescription) {
        if (typeof helpCommand !== "object") {
          this.helpCommand(helpCommand, deprecatedDescription);
          return this;
        }
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Lazy create help command.
       *
       * @return {(Command|null)}
       * @package
       */
      _getHelpCommand() {
        const hasImplicitHelpCommand = this._addImplicitHelpCommand ?? (this.commands.length && !this._actionHandler && !this._findCommand("help"));
        if (hasImplicitHelpCommand) {
          if (this._helpCommand === void 0) {
            this.helpCommand(void 0, void 0);
          }
          return this._helpCommand;
        }
        return null;
      }
      /**
       * Add hook for life cycle event.
       *
       * @param {string} event
       * @param {Function} listener
       * @return {Command} `this` command for chaining
       */
      hook(event, listener) {
        const allowedValues = ["preSubcommand", "preAction", "postAction"];
        if (!allowedValues.includes(event)) {
          throw new Error(`Unexpected value for event passed to hook : '${event}'.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        if (this._lifeCycleHooks[event]) {
          this._lifeCycleHooks[event].push(listener);
        } else {
          this._lifeCycleHooks[event] = [listener];
        }
        return this;
      }
      /**
       * Register callback to use as replacement for calling process.exit.
       *
       * @param {Function} [fn] optional callback which will be passed a CommanderError, defaults to throwing
       * @return {Command} `this` command for chaining
       */
      exitOverride(fn) {
        if (fn) {
          this._exitCallback = fn;
        } else {
          this._exitCallback = (err) => {
            if (err.code !== "commander.executeSubCommandAsync") {
              throw err;
            } else {
            }
          };
        }
        return this;
      }
      /**
       * Call process.exit, and _exitCallback if defined.
       *
       * @param {number} exitCode exit code for using with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       * @return never
       * @private
       */
      _exit(exitCode2, code, message) {
        if (this._exitCallback) {
          this._exitCallback(new CommanderError2(exitCode2, code, message));
        }
        process2.exit(exitCode2);
      }
      /**
       * Register callback `fn` for the command.
       *
       * @example
       * program
       *   .command('serve')
       *   .description('start service')
       *   .action(function() {
       *      // do work here
       *   });
       *
       * @param {Function} fn
       * @return {Command} `this` command for chaining
       */
      action(fn) {
        const listener = (args) => {
          const expectedArgsCount = this.registeredArguments.length;
          const actionArgs = args.slice(0, expectedArgsCount);
          if (this._storeOptionsAsProperties) {
            actionArgs[expectedArgsCount] = this;
          } else {
            actionArgs[expectedArgsCount] = this.opts();
          }
          actionArgs.push(this);
          return fn.apply(this, actionArgs);
        };
        this._actionHandler = listener;
        return this;
      }
      /**
       * Factory routine to create a new unattached option.
       *
       * See .option() for creating an attached option, which uses this routine to
       * create the option. You can override createOption to return a custom option.
       *
       * @param {string} flags
       * @param {string} [description]
       * @return {Option} new option
       */
      createOption(flags, description) {
        return new Option2(flags, description);
      }
      /**
       * Wrap parseArgs to catch 'commander.invalidArgument'.
       *
       * @param {(Option | Argument)} target
       * @param {string} value
       * @param {*} previous
       * @param {string} invalidArgumentMessage
       * @private
       */
      _callParseArg(target, value, previous, invalidArgumentMessage) {
        try {
          return target.parseArg(value, previous);
        } catch (err) {
          if (err.code === "commander.invalidArgument") {
            const message = `${invalidArgumentMessage} ${err.message}`;
            this.error(message, { exitCode: err.exitCode, code: err.code });
          }
          throw err;
        }
      }
      /**
       * Check for option flag conflicts.
       * Register option if no conflicts found, or throw on conflict.
       *
       * @param {Option} option
       * @private
       */
      _registerOption(option2) {
        const matchingOption = option2.short && this._findOption(option2.short) || option2.long && this._findOption(option2.long);
        if (matchingOption) {
          const matchingFlag = option2.long && this._findOption(option2.long) ? option2.long : option2.short;
          throw new Error(`Cannot add option '${option2.flags}'${this._name && ` to command '${this._name}'`} due to conflicting flag '${matchingFlag}'
-  already used by option '${matchingOption.flags}'`);
        }
        this._initOptionGroup(option2);
        this.options.push(option2);
      }
      /**
       * Check for command name and alias conflicts with existing commands.
       * Register command if no conflicts found, or throw on conflict.
       *
       * @param {Command} command
       * @private
       */
      _registerCommand(command2) {
        const knownBy = (cmd) => {
          return [cmd.name()].concat(cmd.aliases());
        };
        const alreadyUsed = knownBy(command2).find(
          (name2) => this._findCommand(name2)
        );
        if (alreadyUsed) {
          const existingCmd = knownBy(this._findCommand(alreadyUsed)).join("|");
          const newCmd = knownBy(command2).join("|");
          throw new Error(
            `cannot add command '${newCmd}' as already have command '${existingCmd}'`
          );
        }
        this._initCommandGroup(command2);
        this.commands.push(command2);
      }
      /**
       * Add an option.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addOption(option2) {
        this._registerOption(option2);
        const oname = option2.name();
        const name2 = option2.attributeName();
        if (option2.negate) {
          const positiveLongFlag = option2.long.replace(/^--no-/, "--");
          if (!this._findOption(positiveLongFlag)) {
            this.setOptionValueWithSource(
              name2,
              option2.defaultValue === void 0 ? true : option2.defaultValue,
              "default"
            );
          }
        } else if (option2.defaultValue !== void 0) {
          this.setOptionValueWithSource(name2, option2.defaultValue, "default");
        }
        const handleOptionValue = (val, invalidValueMessage, valueSource) => {
          if (val == null && option2.presetArg !== void 0) {
            val = option2.presetArg;
          }
          const oldValue = this.getOptionValue(name2);
          if (val !== null && option2.parseArg) {
            val = this._callParseArg(option2, val, oldValue, invalidValueMessage);
          } else if (val !== null && option2.variadic) {
            val = option2._collectValue(val, oldValue);
          }
          if (val == null) {
            if (option2.negate) {
              val = false;
            } else if (option2.isBoolean() || option2.optional) {
              val = true;
            } else {
              val = "";
            }
          }
          this.setOptionValueWithSource(name2, val, valueSource);
        };
        this.on("option:" + oname, (val) => {
          const invalidValueMessage = `error: option '${option2.flags}' argument '${val}' is invalid.`;
          handleOptionValue(val, invalidValueMessage, "cli");
        });
        if (option2.envVar) {
          this.on("optionEnv:" + oname, (val) => {
            const invalidValueMessage = `error: option '${option2.flags}' value '${val}' from env '${option2.envVar}' is invalid.`;
            handleOptionValue(val, invalidValueMessage, "env");
          });
        }
        return this;
      }
      /**
       * Internal implementation shared by .option() and .requiredOption()
       *
       * @return {Command} `this` command for chaining
       * @private
       */
      _optionEx(config, flags, description, fn, defaultValue) {
        if (typeof flags === "object" && flags instanceof Option2) {
          throw new Error(
            "To add an Option object use addOption() instead of option() or requiredOption()"
          );
        }
        const option2 = this.createOption(flags, description);
        option2.makeOptionMandatory(!!config.mandatory);
        if (typeof fn === "function") {
          option2.default(defaultValue).argParser(fn);
        } else if (fn instanceof RegExp) {
          const regex = fn;
          fn = (val, def) => {
            const m = regex.exec(val);
            return m ? m[0] : def;
          };
          option2.default(defaultValue).argParser(fn);
        } else {
          option2.default(fn);
        }
        return this.addOption(option2);
      }
      /**
       * Define option with `flags`, `description`, and optional argument parsing function or `defaultValue` or both.
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space. A required
       * option-argument is indicated by `<>` and an optional option-argument by `[]`.
       *
       * See the README for more details, and see also addOption() and requiredOption().
       *
       * @example
       * program
       *     .option('-p, --pepper', 'add pepper')
       *     .option('--pt, --pizza-type <TYPE>', 'type of pizza') // required option-argument
       *     .option('-c, --cheese [CHEESE]', 'add extra cheese', 'mozzarella') // optional option-argument with default
       *     .option('-t, --tip <VALUE>', 'add tip to purchase cost', parseFloat) // custom parse function
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      option(flags, description, parseArg, defaultValue) {
        return this._optionEx({}, flags, description, parseArg, defaultValue);
      }
      /**
       * Add a required option which must have a value after parsing. This usually means
       * the option must be specified on the command line. (Otherwise the same as .option().)
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space.
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      requiredOption(flags, description, parseArg, defaultValue) {
        return this._optionEx(
          { mandatory: true },
          flags,
          description,
          parseArg,
          defaultValue
        );
      }
      /**
       * Alter parsing of short flags with optional values.
       *
       * @example
       * // for `.option('-f,--flag [value]'):
       * program.combineFlagAndOptionalValue(true);  // `-f80` is treated like `--flag=80`, this is the default behaviour
       * program.combineFlagAndOptionalValue(false) // `-fb` is treated like `-f -b`
       *
       * @param {boolean} [combine] - if `true` or omitted, an optional value can be specified directly after the flag.
       * @return {Command} `this` command for chaining
       */
      combineFlagAndOptionalValue(combine = true) {
        this._combineFlagAndOptionalValue = !!combine;
        return this;
      }
      /**
       * Allow unknown options on the command line.
       *
       * @param {boolean} [allowUnknown] - if `true` or omitted, no error will be thrown for unknown options.
       * @return {Command} `this` command for chaining
       */
      allowUnknownOption(allowUnknown = true) {
        this._allowUnknownOption = !!allowUnknown;
        return this;
      }
      /**
       * Allow excess command-arguments on the command line. Pass false to make excess arguments an error.
       *
       * @param {boolean} [allowExcess] - if `true` or omitted, no error will be thrown for excess arguments.
       * @return {Command} `this` command for chaining
       */
      allowExcessArguments(allowExcess = true) {
        this._allowExcessArguments = !!allowExcess;
        return this;
      }
      /**
       * Enable positional options. Positional means global options are specified before subcommands which lets
       * subcommands reuse the same option names, and also enables subcommands to turn on passThroughOptions.
       * The default behaviour is non-positional and global options may appear anywhere on the command line.
       *
       * @param {boolean} [positional]
       * @return {Command} `this` command for chaining
       */
      enablePositionalOptions(positional = true) {
        this._enablePositionalOptions = !!positional;
        return this;
      }
      /**
       * Pass through options that come after command-arguments rather than treat them as command-options,
       * so actual command-options come before command-arguments. Turning this on for a subcommand requires
       * positional options to have been enabled on the program (parent commands).
       * The default behaviour is non-positional and options may appear before or after command-arguments.
       *
       * @param {boolean} [passThrough] for unknown options.
       * @return {Command} `this` command for chaining
       */
      passThroughOptions(passThrough = true) {
        this._passThroughOptions = !!passThrough;
        this._checkForBrokenPassThrough();
        return this;
      }
      /**
       * @private
       */
      _checkForBrokenPassThrough() {
        if (this.parent && this._passThroughOptions && !this.parent._enablePositionalOptions) {
          throw new Error(
            `passThroughOptions cannot be used for '${this._name}' without turning on enablePositionalOptions for parent command(s)`
          );
        }
      }
      /**
       * Whether to store option values as properties on command object,
       * or store separately (specify false). In both cases the option values can be accessed using .opts().
       *
       * @param {boolean} [storeAsProperties=true]
       * @return {Command} `this` command for chaining
       */
      storeOptionsAsProperties(storeAsProperties = true) {
        if (this.options.length) {
          throw new Error("call .storeOptionsAsProperties() before adding options");
        }
        if (Object.keys(this._optionValues).length) {
          throw new Error(
            "call .storeOptionsAsProperties() before setting option values"
          );
        }
        this._storeOptionsAsProperties = !!storeAsProperties;
        return this;
      }
      /**
       * Retrieve option value.
       *
       * @param {string} key
       * @return {object} value
       */
      getOptionValue(key) {
        if (this._storeOptionsAsProperties) {
          return this[key];
        }
        return this._optionValues[key];
      }
      /**
       * Store option value.
       *
       * @param {string} key
       * @param {object} value
       * @return {Command} `this` command for chaining
       */
      setOptionValue(key, value) {
        return this.setOptionValueWithSource(key, value, void 0);
      }
      /**
       * Store option value and where the value came from.
       *
       * @param {string} key
       * @param {object} value
       * @param {string} source - expected values are default/config/env/cli/implied
       * @return {Command} `this` command for chaining
       */
      setOptionValueWithSource(key, value, source) {
        if (this._storeOptionsAsProperties) {
          this[key] = value;
        } else {
          this._optionValues[key] = value;
        }
        this._optionValueSources[key] = source;
        return this;
      }
      /**
       * Get source of option value.
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSource(key) {
        return this._optionValueSources[key];
      }
      /**
       * Get source of option value. See also .optsWithGlobals().
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSourceWithGlobals(key) {
        let source;
        this._getCommandAndAncestors().forEach((cmd) => {
          if (cmd.getOptionValueSource(key) !== void 0) {
            source = cmd.getOptionValueSource(key);
          }
        });
        return source;
      }
      /**
       * Get user arguments from implied or explicit arguments.
       * Side-effects: set _scriptPath if args included script. Used for default program name, and subcommand searches.
       *
       * @private
       */
      _prepareUserArgs(argv, parseOptions) {
        if (argv !== void 0 && !Array.isArray(argv)) {
          throw new Error("first parameter to parse must be array or undefined");
        }
        parseOptions = parseOptions || {};
        if (argv === void 0 && parseOptions.from === void 0) {
          if (process2.versions?.electron) {
            parseOptions.from = "electron";
          }
          const execArgv = process2.execArgv ?? [];
          if (execArgv.includes("-e") || execArgv.includes("--eval") || execArgv.includes("-p") || execArgv.includes("--print")) {
            parseOptions.from = "eval";
          }
        }
        if (argv === void 0) {
          argv = process2.argv;
        }
        this.rawArgs = argv.slice();
        let userArgs;
        switch (parseOptions.from) {
          case void 0:
          case "node":
            this._scriptPath = argv[1];
            userArgs = argv.slice(2);
            break;
          case "electron":
            if (process2.defaultApp) {
              this._scriptPath = argv[1];
              userArgs = argv.slice(2);
            } else {
              userArgs = argv.slice(1);
            }
            break;
          case "user":
            userArgs = argv.slice(0);
            break;
          case "eval":
            userArgs = argv.slice(1);
            break;
          default:
            throw new Error(
              `unexpected parse option { from: '${parseOptions.from}' }`
            );
        }
        if (!this._name && this._scriptPath)
          this.nameFromFilename(this._scriptPath);
        this._name = this._name || "program";
        return userArgs;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Use parseAsync instead of parse if any of your action handlers are async.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * program.parse(); // parse process.argv and auto-detect electron and special node flags
       * program.parse(process.argv); // assume argv[0] is app and argv[1] is script
       * program.parse(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv] - optional, defaults to process.argv
       * @param {object} [parseOptions] - optionally specify style of options with from: node/user/electron
       * @param {string} [parseOptions.from] - where the args are from: 'node', 'user', 'electron'
       * @return {Command} `this` command for chaining
       */
      parse(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        this._parseCommand([], userArgs);
        return this;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * await program.parseAsync(); // parse process.argv and auto-detect electron and special node flags
       * await program.parseAsync(process.argv); // assume argv[0] is app and argv[1] is script
       * await program.parseAsync(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv]
       * @param {object} [parseOptions]
       * @param {string} parseOptions.from - where the args are from: 'node', 'user', 'electron'
       * @return {Promise}
       */
      async parseAsync(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        await this._parseCommand([], userArgs);
        return this;
      }
      _prepareForParse() {
        if (this._savedState === null) {
          this.saveStateBeforeParse();
        } else {
          this.restoreStateBeforeParse();
        }
      }
      /**
       * Called the first time parse is called to save state and allow a restore before subsequent calls to parse.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state saved.
       */
      saveStateBeforeParse() {
        this._savedState = {
          // name is stable if supplied by author, but may be unspecified for root command and deduced during parsing
          _name: this._name,
          // option values before parse have default values (including false for negated options)
          // shallow clones
          _optionValues: { ...this._optionValues },
          _optionValueSources: { ...this._optionValueSources }
        };
      }
      /**
       * Restore state before parse for calls after the first.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state restored.
       */
      restoreStateBeforeParse() {
        if (this._storeOptionsAsProperties)
          throw new Error(`Can not call parse again when storeOptionsAsProperties is true.
- either make a new Command for each call to parse, or stop storing options as properties`);
        this._name = this._savedState._name;
        this._scriptPath = null;
        this.rawArgs = [];
        this._optionValues = { ...this._savedState._optionValues };
        this._optionValueSources = { ...this._savedState._optionValueSources };
        this.args = [];
        this.processedArgs = [];
      }
      /**
       * Throw if expected executable is missing. Add lots of help for author.
       *
       * @param {string} executableFile
       * @param {string} executableDir
       * @param {string} subcommandName
       */
      _checkForMissingExecutable(executableFile, executableDir, subcommandName) {
        if (fs.existsSync(executableFile)) return;
        const executableDirMessage = executableDir ? `searched for local subcommand relative to directory '${executableDir}'` : "no directory for search for local subcommand, use .executableDir() to supply a custom directory";
        const executableMissing = `'${executableFile}' does not exist
 - if '${subcommandName}' is not meant to be an executable command, remove description parameter from '.command()' and use '.description()' instead
 - if the default executable name is not suitable, use the executableFile option to supply a custom name or path
 - ${executableDirMessage}`;
        throw new Error(executableMissing);
      }
      /**
       * Execute a sub-command executable.
       *
       * @private
       */
      _executeSubCommand(subcommand, args) {
        args = args.slice();
        let launchWithNode = false;
        const sourceExt = [".js", ".ts", ".tsx", ".mjs", ".cjs"];
        function findFile(baseDir, baseName) {
          const localBin = path.resolve(baseDir, baseName);
          if (fs.existsSync(localBin)) return localBin;
          if (sourceExt.includes(path.extname(baseName))) return void 0;
          const foundExt = sourceExt.find(
            (ext) => fs.existsSync(`${localBin}${ext}`)
          );
          if (foundExt) return `${localBin}${foundExt}`;
          return void 0;
        }
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        let executableFile = subcommand._executableFile || `${this._name}-${subcommand._name}`;
        let executableDir = this._executableDir || "";
        if (this._scriptPath) {
          let resolvedScriptPath;
          try {
            resolvedScriptPath = fs.realpathSync(this._scriptPath);
          } catch {
            resolvedScriptPath = this._scriptPath;
          }
          executableDir = path.resolve(
            path.dirname(resolvedScriptPath),
            executableDir
          );
        }
        if (executableDir) {
          let localFile = findFile(executableDir, executableFile);
          if (!localFile && !subcommand._executableFile && this._scriptPath) {
            const legacyName = path.basename(
              this._scriptPath,
              path.extname(this._scriptPath)
            );
            if (legacyName !== this._name) {
              localFile = findFile(
                executableDir,
                `${legacyName}-${subcommand._name}`
              );
            }
          }
          executableFile = localFile || executableFile;
        }
        launchWithNode = sourceExt.includes(path.extname(executableFile));
        let proc;
        if (process2.platform !== "win32") {
          if (launchWithNode) {
            args.unshift(executableFile);
            args = incrementNodeInspectorPort(process2.execArgv).concat(args);
            proc = childProcess.spawn(process2.argv[0], args, { stdio: "inherit" });
          } else {
            proc = childProcess.spawn(executableFile, args, { stdio: "inherit" });
          }
        } else {
          this._checkForMissingExecutable(
            executableFile,
            executableDir,
            subcommand._name
          );
          args.unshift(executableFile);
          args = incrementNodeInspectorPort(process2.execArgv).concat(args);
          proc = childProcess.spawn(process2.execPath, args, { stdio: "inherit" });
        }
        if (!proc.killed) {
          const signals = ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"];
          signals.forEach((signal) => {
            process2.on(signal, () => {
              if (proc.killed === false && proc.exitCode === null) {
                proc.kill(signal);
              }
            });
          });
        }
        const exitCallback = this._exitCallback;
        proc.on("close", (code) => {
          code = code ?? 1;
          if (!exitCallback) {
            process2.exit(code);
          } else {
            exitCallback(
              new CommanderError2(
                code,
                "commander.executeSubCommandAsync",
                "(close)"
              )
            );
          }
        });
        proc.on("error", (err) => {
          if (err.code === "ENOENT") {
            this._checkForMissingExecutable(
              executableFile,
              executableDir,
              subcommand._name
            );
          } else if (err.code === "EACCES") {
            throw new Error(`'${executableFile}' not executable`);
          }
          if (!exitCallback) {
            process2.exit(1);
          } else {
            const wrappedError = new CommanderError2(
              1,
              "commander.executeSubCommandAsync",
              "(error)"
            );
            wrappedError.nestedError = err;
            exitCallback(wrappedError);
          }
        });
        this.runningCommand = proc;
      }
      /**
       * @private
       */
      _dispatchSubcommand(commandName, operands, unknown2) {
        const subCommand = this._findCommand(commandName);
        if (!subCommand) this.help({ error: true });
        subCommand._prepareForParse();
        let promiseChain;
        promiseChain = this._chainOrCallSubCommandHook(
          promiseChain,
          subCommand,
          "preSubcommand"
        );
        promiseChain = this._chainOrCall(promiseChain, () => {
          if (subCommand._executableHandler) {
            this._executeSubCommand(subCommand, operands.concat(unknown2));
          } else {
            return subCommand._parseCommand(operands, unknown2);
          }
        });
        return promiseChain;
      }
      /**
       * Invoke help directly if possible, or dispatch if necessary.
       * e.g. help foo
       *
       * @private
       */
      _dispatchHelpCommand(subcommandName) {
        if (!subcommandName) {
          this.help();
        }
        const subCommand = this._findCommand(subcommandName);
        if (subCommand && !subCommand._executableHandler) {
          subCommand.help();
        }
        return this._dispatchSubcommand(
          subcommandName,
          [],
          [this._getHelpOption()?.long ?? this._getHelpOption()?.short ?? "--help"]
        );
      }
      /**
       * Check this.args against expected this.registeredArguments.
       *
       * @private
       */
      _checkNumberOfArguments() {
        this.registeredArguments.forEach((arg, i) => {
          if (arg.required && this.args[i] == null) {
            this.missingArgument(arg.name());
          }
        });
        if (this.registeredArguments.length > 0 && this.registeredArguments[this.registeredArguments.length - 1].variadic) {
          return;
        }
        if (this.args.length > this.registeredArguments.length) {
          this._excessArguments(this.args);
        }
      }
      /**
       * Process this.args using this.registeredArguments and save as this.processedArgs!
       *
       * @private
       */
      _processArguments() {
        const myParseArg = (argument, value, previous) => {
          let parsedValue = value;
          if (value !== null && argument.parseArg) {
            const invalidValueMessage = `error: command-argument value '${value}' is invalid for argument '${argument.name()}'.`;
            parsedValue = this._callParseArg(
              argument,
              value,
              previous,
              invalidValueMessage
            );
          }
          return parsedValue;
        };
        this._checkNumberOfArguments();
        const processedArgs = [];
        this.registeredArguments.forEach((declaredArg, index) => {
          let value = declaredArg.defaultValue;
          if (declaredArg.variadic) {
            if (index < this.args.length) {
              value = this.args.slice(index);
              if (declaredArg.parseArg) {
                value = value.reduce((processed, v) => {
                  return myParseArg(declaredArg, v, processed);
                }, declaredArg.defaultValue);
              }
            } else if (value === void 0) {
              value = [];
            }
          } else if (index < this.args.length) {
            value = this.args[index];
            if (declaredArg.parseArg) {
              value = myParseArg(declaredArg, value, declaredArg.defaultValue);
            }
          }
          processedArgs[index] = value;
        });
        this.processedArgs = processedArgs;
      }
      /**
       * Once we have a promise we chain, but call synchronously until then.
       *
       * @param {(Promise|undefined)} promise
       * @param {Function} fn
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCall(promise, fn) {
        if (promise?.then && typeof promise.then === "function") {
          return promise.then(() => fn());
        }
        return fn();
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallHooks(promise, event) {
        let result = promise;
        const hooks = [];
        this._getCommandAndAncestors().reverse().filter((cmd) => cmd._lifeCycleHooks[event] !== void 0).forEach((hookedCommand) => {
          hookedCommand._lifeCycleHooks[event].forEach((callback) => {
            hooks.push({ hookedCommand, callback });
          });
        });
        if (event === "postAction") {
          hooks.reverse();
        }
        hooks.forEach((hookDetail) => {
          result = this._chainOrCall(result, () => {
            return hookDetail.callback(hookDetail.hookedCommand, this);
          });
        });
        return result;
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {Command} subCommand
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallSubCommandHook(promise, subCommand, event) {
        let result = promise;
        if (this._lifeCycleHooks[event] !== void 0) {
          this._lifeCycleHooks[event].forEach((hook) => {
            result = this._chainOrCall(result, () => {
              return hook(this, subCommand);
            });
          });
        }
        return result;
      }
      /**
       * Process arguments in context of this command.
       * Returns action result, in case it is a promise.
       *
       * @private
       */
      _parseCommand(operands, unknown2) {
        const parsed = this.parseOptions(unknown2);
        this._parseOptionsEnv();
        this._parseOptionsImplied();
        operands = operands.concat(parsed.operands);
        unknown2 = parsed.unknown;
        this.args = operands.concat(unknown2);
        if (operands && this._findCommand(operands[0])) {
          return this._dispatchSubcommand(operands[0], operands.slice(1), unknown2);
        }
        if (this._getHelpCommand() && operands[0] === this._getHelpCommand().name()) {
          return this._dispatchHelpCommand(operands[1]);
        }
        if (this._defaultCommandName) {
          this._outputHelpIfRequested(unknown2);
          return this._dispatchSubcommand(
            this._defaultCommandName,
            operands,
            unknown2
          );
        }
        if (this.commands.length && this.args.length === 0 && !this._actionHandler && !this._defaultCommandName) {
          this.help({ error: true });
        }
        this._outputHelpIfRequested(parsed.unknown);
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        const checkForUnknownOptions = () => {
          if (parsed.unknown.length > 0) {
            this.unknownOption(parsed.unknown[0]);
          }
        };
        const commandEvent = `command:${this.name()}`;
        if (this._actionHandler) {
          checkForUnknownOptions();
          this._processArguments();
          let promiseChain;
          promiseChain = this._chainOrCallHooks(promiseChain, "preAction");
          promiseChain = this._chainOrCall(
            promiseChain,
            () => this._actionHandler(this.processedArgs)
          );
          if (this.parent) {
            promiseChain = this._chainOrCall(promiseChain, () => {
              this.parent.emit(commandEvent, operands, unknown2);
            });
          }
          promiseChain = this._chainOrCallHooks(promiseChain, "postAction");
          return promiseChain;
        }
        if (this.parent?.listenerCount(commandEvent)) {
          checkForUnknownOptions();
          this._processArguments();
          this.parent.emit(commandEvent, operands, unknown2);
        } else if (operands.length) {
          if (this._findCommand("*")) {
            return this._dispatchSubcommand("*", operands, unknown2);
          }
          if (this.listenerCount("command:*")) {
            this.emit("command:*", operands, unknown2);
          } else if (this.commands.length) {
            this.unknownCommand();
          } else {
            checkForUnknownOptions();
            this._processArguments();
          }
        } else if (this.commands.length) {
          checkForUnknownOptions();
          this.help({ error: true });
        } else {
          checkForUnknownOptions();
          this._processArguments();
        }
      }
      /**
       * Find matching command.
       *
       * @private
       * @return {Command | undefined}
       */
      _findCommand(name2) {
        if (!name2) return void 0;
        return this.commands.find(
          (cmd) => cmd._name === name2 || cmd._aliases.includes(name2)
        );
      }
      /**
       * Return an option matching `arg` if any.
       *
       * @param {string} arg
       * @return {Option}
       * @package
       */
      _findOption(arg) {
        return this.options.find((option2) => option2.is(arg));
      }
      /**
       * Display an error message if a mandatory option does not have a value.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForMissingMandatoryOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd.options.forEach((anOption) => {
            if (anOption.mandatory && cmd.getOptionValue(anOption.attributeName()) === void 0) {
              cmd.missingMandatoryOptionValue(anOption);
            }
          });
        });
      }
      /**
       * Display an error message if conflicting options are used together in this.
       *
       * @private
       */
      _checkForConflictingLocalOptions() {
        const definedNonDefaultOptions = this.options.filter((option2) => {
          const optionKey = option2.attributeName();
          if (this.getOptionValue(optionKey) === void 0) {
            return false;
          }
          return this.getOptionValueSource(optionKey) !== "default";
        });
        const optionsWithConflicting = definedNonDefaultOptions.filter(
          (option2) => option2.conflictsWith.length > 0
        );
        optionsWithConflicting.forEach((option2) => {
          const conflictingAndDefined = definedNonDefaultOptions.find(
            (defined) => option2.conflictsWith.includes(defined.attributeName())
          );
          if (conflictingAndDefined) {
            this._conflictingOption(option2, conflictingAndDefined);
          }
        });
      }
      /**
       * Display an error message if conflicting options are used together.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForConflictingOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd._checkForConflictingLocalOptions();
        });
      }
      /**
       * Parse options from `argv` removing known options,
       * and return argv split into operands and unknown arguments.
       *
       * Side effects: modifies command by storing options. Does not reset state if called again.
       *
       * Examples:
       *
       *     argv => operands, unknown
       *     --known kkk op => [op], []
       *     op --known kkk => [op], []
       *     sub --unknown uuu op => [sub], [--unknown uuu op]
       *     sub -- --unknown uuu op => [sub --unknown uuu op], []
       *
       * @param {string[]} args
       * @return {{operands: string[], unknown: string[]}}
       */
      parseOptions(args) {
        const operands = [];
        const unknown2 = [];
        let dest = operands;
        function maybeOption(arg) {
          return arg.length > 1 && arg[0] === "-";
        }
        const negativeNumberArg = (arg) => {
          if (!/^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(arg)) return false;
          return !this._getCommandAndAncestors().some(
            (cmd) => cmd.options.map((opt) => opt.short).some((short) => /^-\d$/.test(short))
          );
        };
        let activeVariadicOption = null;
        let activeGroup = null;
        let i = 0;
        while (i < args.length || activeGroup) {
          const arg = activeGroup ?? args[i++];
          activeGroup = null;
          if (arg === "--") {
            if (dest === unknown2) dest.push(arg);
            dest.push(...args.slice(i));
            break;
          }
          if (activeVariadicOption && (!maybeOption(arg) || negativeNumberArg(arg))) {
            this.emit(`option:${activeVariadicOption.name()}`, arg);
            continue;
          }
          activeVariadicOption = null;
          if (maybeOption(arg)) {
            const option2 = this._findOption(arg);
            if (option2) {
              if (option2.required) {
                const value = args[i++];
                if (value === void 0) this.optionMissingArgument(option2);
                this.emit(`option:${option2.name()}`, value);
              } else if (option2.optional) {
                let value = null;
                if (i < args.length && (!maybeOption(args[i]) || negativeNumberArg(args[i]))) {
                  value = args[i++];
                }
                this.emit(`option:${option2.name()}`, value);
              } else {
                this.emit(`option:${option2.name()}`);
              }
              activeVariadicOption = option2.variadic ? option2 : null;
              continue;
            }
          }
          if (arg.length > 2 && arg[0] === "-" && arg[1] !== "-") {
            const option2 = this._findOption(`-${arg[1]}`);
            if (option2) {
              if (option2.required || option2.optional && this._combineFlagAndOptionalValue) {
                this.emit(`option:${option2.name()}`, arg.slice(2));
              } else {
                this.emit(`option:${option2.name()}`);
                activeGroup = `-${arg.slice(2)}`;
              }
              continue;
            }
          }
          if (/^--[^=]+=/.test(arg)) {
            const index = arg.indexOf("=");
            const option2 = this._findOption(arg.slice(0, index));
            if (option2 && (option2.required || option2.optional)) {
              this.emit(`option:${option2.name()}`, arg.slice(index + 1));
              continue;
            }
          }
          if (dest === operands && maybeOption(arg) && !(this.commands.length === 0 && negativeNumberArg(arg))) {
            dest = unknown2;
          }
          if ((this._enablePositionalOptions || this._passThroughOptions) && operands.length === 0 && unknown2.length === 0) {
            if (this._findCommand(arg)) {
              operands.push(arg);
              unknown2.push(...args.slice(i));
              break;
            } else if (this._getHelpCommand() && arg === this._getHelpCommand().name()) {
              operands.push(arg, ...args.slice(i));
              break;
            } else if (this._defaultCommandName) {
              unknown2.push(arg, ...args.slice(i));
              break;
            }
          }
          if (this._passThroughOptions) {
            dest.push(arg, ...args.slice(i));
            break;
          }
          dest.push(arg);
        }
        return { operands, unknown: unknown2 };
      }
      /**
       * Return an object containing local option values as key-value pairs.
       *
       * @return {object}
       */
      opts() {
        if (this._storeOptionsAsProperties) {
          const result = {};
          const len = this.options.length;
          for (let i = 0; i < len; i++) {
            const key = this.options[i].attributeName();
            result[key] = key === this._versionOptionName ? this._version : this[key];
          }
          return result;
        }
        return this._optionValues;
      }
      /**
       * Return an object containing merged local and global option values as key-value pairs.
       *
       * @return {object}
       */
      optsWithGlobals() {
        return this._getCommandAndAncestors().reduce(
          (combinedOptions, cmd) => Object.assign(combinedOptions, cmd.opts()),
          {}
        );
      }
      /**
       * Display error message and exit (or call exitOverride).
       *
       * @param {string} message
       * @param {object} [errorOptions]
       * @param {string} [errorOptions.code] - an id string representing the error
       * @param {number} [errorOptions.exitCode] - used with process.exit
       */
      error(message, errorOptions) {
        this._outputConfiguration.outputError(
          `${message}
`,
          this._outputConfiguration.writeErr
        );
        if (typeof this._showHelpAfterError === "string") {
          this._outputConfiguration.writeErr(`${this._showHelpAfterError}
`);
        } else if (this._showHelpAfterError) {
          this._outputConfiguration.writeErr("\n");
          this.outputHelp({ error: true });
        }
        const config = errorOptions || {};
        const exitCode2 = config.exitCode || 1;
        const code = config.code || "commander.error";
        this._exit(exitCode2, code, message);
      }
      /**
       * Apply any option related environment variables, if option does
       * not have a value from cli or client code.
       *
       * @private
       */
      _parseOptionsEnv() {
        this.options.forEach((option2) => {
          if (option2.envVar && option2.envVar in process2.env) {
            const optionKey = option2.attributeName();
            if (this.getOptionValue(optionKey) === void 0 || ["default", "config", "env"].includes(
              this.getOptionValueSource(optionKey)
            )) {
              if (option2.required || option2.optional) {
                this.emit(`optionEnv:${option2.name()}`, process2.env[option2.envVar]);
              } else {
                this.emit(`optionEnv:${option2.name()}`);
              }
            }
          }
        });
      }
      /**
       * Apply any implied option values, if option is undefined or default value.
       *
       * @private
       */
      _parseOptionsImplied() {
        const dualHelper = new DualOptions(this.options);
        const hasCustomOptionValue = (optionKey) => {
          return this.getOptionValue(optionKey) !== void 0 && !["default", "implied"].includes(this.getOptionValueSource(optionKey));
        };
        this.options.filter(
          (option2) => option2.implied !== void 0 && hasCustomOptionValue(option2.attributeName()) && dualHelper.valueFromOption(
            this.getOptionValue(option2.attributeName()),
            option2
          )
        ).forEach((option2) => {
          Object.keys(option2.implied).filter((impliedKey) => !hasCustomOptionValue(impliedKey)).forEach((impliedKey) => {
            this.setOptionValueWithSource(
              impliedKey,
              option2.implied[impliedKey],
              "implied"
            );
          });
        });
      }
      /**
       * Argument `name` is missing.
       *
       * @param {string} name
       * @private
       */
      missingArgument(name2) {
        const message = `error: missing required argument '${name2}'`;
        this.error(message, { code: "commander.missingArgument" });
      }
      /**
       * `Option` is missing an argument.
       *
       * @param {Option} option
       * @private
       */
      optionMissingArgument(option2) {
        const message = `error: option '${option2.flags}' argument missing`;
        this.error(message, { code: "commander.optionMissingArgument" });
      }
      /**
       * `Option` does not have a value, and is a mandatory option.
       *
       * @param {Option} option
       * @private
       */
      missingMandatoryOptionValue(option2) {
        const message = `error: required option '${option2.flags}' not specified`;
        this.error(message, { code: "commander.missingMandatoryOptionValue" });
      }
      /**
       * `Option` conflicts with another option.
       *
       * @param {Option} option
       * @param {Option} conflictingOption
       * @private
       */
      _conflictingOption(option2, conflictingOption) {
        const findBestOptionFromValue = (option3) => {
          const optionKey = option3.attributeName();
          const optionValue = this.getOptionValue(optionKey);
          const negativeOption = this.options.find(
            (target) => target.negate && optionKey === target.attributeName()
          );
          const positiveOption = this.options.find(
            (target) => !target.negate && optionKey === target.attributeName()
          );
          if (negativeOption && (negativeOption.presetArg === void 0 && optionValue === false || negativeOption.presetArg !== void 0 && optionValue === negativeOption.presetArg)) {
            return negativeOption;
          }
          return positiveOption || option3;
        };
        const getErrorMessage = (option3) => {
          const bestOption = findBestOptionFromValue(option3);
          const optionKey = bestOption.attributeName();
          const source = this.getOptionValueSource(optionKey);
          if (source === "env") {
            return `environment variable '${bestOption.envVar}'`;
          }
          return `option '${bestOption.flags}'`;
        };
        const message = `error: ${getErrorMessage(option2)} cannot be used with ${getErrorMessage(conflictingOption)}`;
        this.error(message, { code: "commander.conflictingOption" });
      }
      /**
       * Unknown option `flag`.
       *
       * @param {string} flag
       * @private
       */
      unknownOption(flag2) {
        if (this._allowUnknownOption) return;
        let suggestion = "";
        if (flag2.startsWith("--") && this._showSuggestionAfterError) {
          let candidateFlags = [];
          let command2 = this;
          do {
            const moreFlags = command2.createHelp().visibleOptions(command2).filter((option2) => option2.long).map((option2) => option2.long);
            candidateFlags = candidateFlags.concat(moreFlags);
            command2 = command2.parent;
          } while (command2 && !command2._enablePositionalOptions);
          suggestion = suggestSimilar(flag2, candidateFlags);
        }
        const message = `error: unknown option '${flag2}'${suggestion}`;
        this.error(message, { code: "commander.unknownOption" });
      }
      /**
       * Excess arguments, more than expected.
       *
       * @param {string[]} receivedArgs
       * @private
       */
      _excessArguments(receivedArgs) {
        if (this._allowExcessArguments) return;
        const expected = this.registeredArguments.length;
        const s = expected === 1 ? "" : "s";
        const forSubcommand = this.parent ? ` for '${this.name()}'` : "";
        const message = `error: too many arguments${forSubcommand}. Expected ${expected} argument${s} but got ${receivedArgs.length}.`;
        this.error(message, { code: "commander.excessArguments" });
      }
      /**
       * Unknown command.
       *
       * @private
       */
      unknownCommand() {
        const unknownName = this.args[0];
        let suggestion = "";
        if (this._showSuggestionAfterError) {
          const candidateNames = [];
          this.createHelp().visibleCommands(this).forEach((command2) => {
            candidateNames.push(command2.name());
            if (command2.alias()) candidateNames.push(command2.alias());
          });
          suggestion = suggestSimilar(unknownName, candidateNames);
        }
        const message = `error: unknown command '${unknownName}'${suggestion}`;
        this.error(message, { code: "commander.unknownCommand" });
      }
      /**
       * Get or set the program version.
       *
       * This method auto-registers the "-V, --version" option which will print the version number.
       *
       * You can optionally supply the flags and description to override the defaults.
       *
       * @param {string} [str]
       * @param {string} [flags]
       * @param {string} [description]
       * @return {(this | string | undefined)} `this` command for chaining, or version string if no arguments
       */
      version(str, flags, description) {
        if (str === void 0) return this._version;
        this._version = str;
        flags = flags || "-V, --version";
        description = description || "output the version number";
        const versionOption = this.createOption(flags, description);
        this._versionOptionName = versionOption.attributeName();
        this._registerOption(versionOption);
        this.on("option:" + versionOption.name(), () => {
          this._outputConfiguration.writeOut(`${str}
`);
          this._exit(0, "commander.version", str);
        });
        return this;
      }
      /**
       * Set the description.
       *
       * @param {string} [str]
       * @param {object} [argsDescription]
       * @return {(string|Command)}
       */
      description(str, argsDescription) {
        if (str === void 0 && argsDescription === void 0)
          return this._description;
        this._description = str;
        if (argsDescription) {
          this._argsDescription = argsDescription;
        }
        return this;
      }
      /**
       * Set the summary. Used when listed as subcommand of parent.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      summary(str) {
        if (str === void 0) return this._summary;
        this._summary = str;
        return this;
      }
      /**
       * Set an alias for the command.
       *
       * You may call more than once to add multiple aliases. Only the first alias is shown in the auto-generated help.
       *
       * @param {string} [alias]
       * @return {(string|Command)}
       */
      alias(alias) {
        if (alias === void 0) return this._aliases[0];
        let command2 = this;
        if (this.commands.length !== 0 && this.commands[this.commands.length - 1]._executableHandler) {
          command2 = this.commands[this.commands.length - 1];
        }
        if (alias === command2._name)
          throw new Error("Command alias can't be the same as its name");
        const matchingCommand = this.parent?._findCommand(alias);
        if (matchingCommand) {
          const existingCmd = [matchingCommand.name()].concat(matchingCommand.aliases()).join("|");
          throw new Error(
            `cannot add alias '${alias}' to command '${this.name()}' as already have command '${existingCmd}'`
          );
        }
        command2._aliases.push(alias);
        return this;
      }
      /**
       * Set aliases for the command.
       *
       * Only the first alias is shown in the auto-generated help.
       *
       * @param {string[]} [aliases]
       * @return {(string[]|Command)}
       */
      aliases(aliases) {
        if (aliases === void 0) return this._aliases;
        aliases.forEach((alias) => this.alias(alias));
        return this;
      }
      /**
       * Set / get the command usage `str`.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      usage(str) {
        if (str === void 0) {
          if (this._usage) return this._usage;
          const args = this.registeredArguments.map((arg) => {
            return humanReadableArgName(arg);
          });
          return [].concat(
            this.options.length || this._helpOption !== null ? "[options]" : [],
            this.commands.length ? "[command]" : [],
            this.registeredArguments.length ? args : []
          ).join(" ");
        }
        this._usage = str;
        return this;
      }
      /**
       * Get or set the name of the command.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      name(str) {
        if (str === void 0) return this._name;
        this._name = str;
        return this;
      }
      /**
       * Set/get the help group heading for this subcommand in parent command's help.
       *
       * @param {string} [heading]
       * @return {Command | string}
       */
      helpGroup(heading) {
        if (heading === void 0) return this._helpGroupHeading ?? "";
        this._helpGroupHeading = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for subcommands added to this command.
       * (This does not override a group set directly on the subcommand using .helpGroup().)
       *
       * @example
       * program.commandsGroup('Development Commands:);
       * program.command('watch')...
       * program.command('lint')...
       * ...
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      commandsGroup(heading) {
        if (heading === void 0) return this._defaultCommandGroup ?? "";
        this._defaultCommandGroup = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for options added to this command.
       * (This does not override a group set directly on the option using .helpGroup().)
       *
       * @example
       * program
       *   .optionsGroup('Development Options:')
       *   .option('-d, --debug', 'output extra debugging')
       *   .option('-p, --profile', 'output profiling information')
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      optionsGroup(heading) {
        if (heading === void 0) return this._defaultOptionGroup ?? "";
        this._defaultOptionGroup = heading;
        return this;
      }
      /**
       * @param {Option} option
       * @private
       */
      _initOptionGroup(option2) {
        if (this._defaultOptionGroup && !option2.helpGroupHeading)
          option2.helpGroup(this._defaultOptionGroup);
      }
      /**
       * @param {Command} cmd
       * @private
       */
      _initCommandGroup(cmd) {
        if (this._defaultCommandGroup && !cmd.helpGroup())
          cmd.helpGroup(this._defaultCommandGroup);
      }
      /**
       * Set the name of the command from script filename, such as process.argv[1],
       * or require.main.filename, or __filename.
       *
       * (Used internally and public although not documented in README.)
       *
       * @example
       * program.nameFromFilename(require.main.filename);
       *
       * @param {string} filename
       * @return {Command}
       */
      nameFromFilename(filename) {
        this._name = path.basename(filename, path.extname(filename));
        return this;
      }
      /**
       * Get or set the directory for searching for executable subcommands of this command.
       *
       * @example
       * program.executableDir(__dirname);
       * // or
       * program.executableDir('subcommands');
       *
       * @param {string} [path]
       * @return {(string|null|Command)}
       */
      executableDir(path2) {
        if (path2 === void 0) return this._executableDir;
        this._executableDir = path2;
        return this;
      }
      /**
       * Return program help documentation.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to wrap for stderr instead of stdout
       * @return {string}
       */
      helpInformation(contextOptions) {
        const helper = this.createHelp();
        const context = this._getOutputContext(contextOptions);
        helper.prepareContext({
          error: context.error,
          helpWidth: context.helpWidth,
          outputHasColors: context.hasColors
        });
        const text = helper.formatHelp(this, helper);
        if (context.hasColors) return text;
        return this._outputConfiguration.stripColor(text);
      }
      /**
       * @typedef HelpContext
       * @type {object}
       * @property {boolean} error
       * @property {number} helpWidth
       * @property {boolean} hasColors
       * @property {function} write - includes stripColor if needed
       *
       * @returns {HelpContext}
       * @private
       */
      _getOutputContext(contextOptions) {
        contextOptions = contextOptions || {};
        const error = !!contextOptions.error;
        let baseWrite;
        let hasColors;
        let helpWidth;
        if (error) {
          baseWrite = (str) => this._outputConfiguration.writeErr(str);
          hasColors = this._outputConfiguration.getErrHasColors();
          helpWidth = this._outputConfiguration.getErrHelpWidth();
        } else {
          baseWrite = (str) => this._outputConfiguration.writeOut(str);
          hasColors = this._outputConfiguration.getOutHasColors();
          helpWidth = this._outputConfiguration.getOutHelpWidth();
        }
        const write = (str) => {
          if (!hasColors) str = this._outputConfiguration.stripColor(str);
          return baseWrite(str);
        };
        return { error, write, hasColors, helpWidth };
      }
      /**
       * Output help information for this command.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean } | Function} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      outputHelp(contextOptions) {
        let deprecatedCallback;
        if (typeof contextOptions === "function") {
          deprecatedCallback = contextOptions;
          contextOptions = void 0;
        }
        const outputContext = this._getOutputContext(contextOptions);
        const eventContext = {
          error: outputContext.error,
          write: outputContext.write,
          command: this
        };
        this._getCommandAndAncestors().reverse().forEach((command2) => command2.emit("beforeAllHelp", eventContext));
        this.emit("beforeHelp", eventContext);
        let helpInformation = this.helpInformation({ error: outputContext.error });
        if (deprecatedCallback) {
          helpInformation = deprecatedCallback(helpInformation);
          if (typeof helpInformation !== "string" && !Buffer.isBuffer(helpInformation)) {
            throw new Error("outputHelp callback must return a string or a Buffer");
          }
        }
        outputContext.write(helpInformation);
        if (this._getHelpOption()?.long) {
          this.emit(this._getHelpOption().long);
        }
        this.emit("afterHelp", eventContext);
        this._getCommandAndAncestors().forEach(
          (command2) => command2.emit("afterAllHelp", eventContext)
        );
      }
      /**
       * You can pass in flags and a description to customise the built-in help option.
       * Pass in false to disable the built-in help option.
       *
       * @example
       * program.helpOption('-?, --help' 'show help'); // customise
       * program.helpOption(false); // disable
       *
       * @param {(string | boolean)} flags
       * @param {string} [description]
       * @return {Command} `this` command for chaining
       */
      helpOption(flags, description) {
        if (typeof flags === "boolean") {
          if (flags) {
            if (this._helpOption === null) this._helpOption = void 0;
            if (this._defaultOptionGroup) {
              this._initOptionGroup(this._getHelpOption());
            }
          } else {
            this._helpOption = null;
          }
          return this;
        }
        this._helpOption = this.createOption(
          flags ?? "-h, --help",
          description ?? "display help for command"
        );
        if (flags || description) this._initOptionGroup(this._helpOption);
        return this;
      }
      /**
       * Lazy create help option.
       * Returns null if has been disabled with .helpOption(false).
       *
       * @returns {(Option | null)} the help option
       * @package
       */
      _getHelpOption() {
        if (this._helpOption === void 0) {
          this.helpOption(void 0, void 0);
        }
        return this._helpOption;
      }
      /**
       * Supply your own option to use for the built-in help option.
       * This is an alternative to using helpOption() to customise the flags and description etc.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addHelpOption(option2) {
        this._helpOption = option2;
        this._initOptionGroup(option2);
        return this;
      }
      /**
       * Output help information and exit.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      help(contextOptions) {
        this.outputHelp(contextOptions);
        let exitCode2 = Number(process2.exitCode ?? 0);
        if (exitCode2 === 0 && contextOptions && typeof contextOptions !== "function" && contextOptions.error) {
          exitCode2 = 1;
        }
        this._exit(exitCode2, "commander.help", "(outputHelp)");
      }
      /**
       * // Do a little typing to coordinate emit and listener for the help text events.
       * @typedef HelpTextEventContext
       * @type {object}
       * @property {boolean} error
       * @property {Command} command
       * @property {function} write
       */
      /**
       * Add additional text to be displayed with the built-in help.
       *
       * Position is 'before' or 'after' to affect just this command,
       * and 'beforeAll' or 'afterAll' to affect this command and all its subcommands.
       *
       * @param {string} position - before or after built-in help
       * @param {(string | Function)} text - string to add, or a function returning a string
       * @return {Command} `this` command for chaining
       */
      addHelpText(position, text) {
        const allowedValues = ["beforeAll", "before", "after", "afterAll"];
        if (!allowedValues.includes(position)) {
          throw new Error(`Unexpected value for position to addHelpText.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        const helpEvent = `${position}Help`;
        this.on(helpEvent, (context) => {
          let helpStr;
          if (typeof text === "function") {
            helpStr = text({ error: context.error, command: context.command });
          } else {
            helpStr = text;
          }
          if (helpStr) {
            context.write(`${helpStr}
`);
          }
        });
        return this;
      }
      /**
       * Output help information if help flags specified
       *
       * @param {Array} args - array of options to search for help flags
       * @private
       */
      _outputHelpIfRequested(args) {
        const helpOption = this._getHelpOption();
        const helpRequested = helpOption && args.find((arg) => helpOption.is(arg));
        if (helpRequested) {
          this.outputHelp();
          this._exit(0, "commander.helpDisplayed", "(outputHelp)");
        }
      }
    };
    function incrementNodeInspectorPort(args) {
      return args.map((arg) => {
        if (!arg.startsWith("--inspect")) {
          return arg;
        }
        let debugOption;
        let debugHost = "127.0.0.1";
        let debugPort = "9229";
        let match;
        if ((match = arg.match(/^(--inspect(-brk)?)$/)) !== null) {
          debugOption = match[1];
        } else if ((match = arg.match(/^(--inspect(-brk|-port)?)=([^:]+)$/)) !== null) {
          debugOption = match[1];
          if (/^\d+$/.test(match[3])) {
            debugPort = match[3];
          } else {
            debugHost = match[3];
          }
        } else if ((match = arg.match(/^(--inspect(-brk|-port)?)=([^:]+):(\d+)$/)) !== null) {
          debugOption = match[1];
          debugHost = match[3];
          debugPort = match[4];
        }
        if (debugOption && debugPort !== "0") {
          return `${debugOption}=${debugHost}:${parseInt(debugPort) + 1}`;
        }
        return arg;
      });
    }
    function useColor() {
      if (process2.env.NO_COLOR || process2.env.FORCE_COLOR === "0" || process2.env.FORCE_COLOR === "false")
        return false;
      if (process2.env.FORCE_COLOR || process2.env.CLICOLOR_FORCE !== void 0)
        return true;
      return void 0;
    }
    exports.Command = Command2;
    exports.useColor = useColor;
  }
});

// node_modules/commander/index.js
var require_commander = __commonJS({
  "node_modules/commander/index.js"(exports) {
    init_oldest_node();
    var { Argument: Argument2 } = require_argument();
    var { Command: Command2 } = require_command();
    var { CommanderError: CommanderError2, InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var { Help: Help2 } = require_help();
    var { Option: Option2 } = require_option();
    exports.program = new Command2();
    exports.createCommand = (name2) => new Command2(name2);
    exports.createOption = (flags, description) => new Option2(flags, description);
    exports.createArgument = (name2, description) => new Argument2(name2, description);
    exports.Command = Command2;
    exports.Option = Option2;
    exports.Argument = Argument2;
    exports.Help = Help2;
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
    exports.InvalidOptionArgumentError = InvalidArgumentError2;
  }
});

// actions/cli/slipway.ts
init_oldest_node();

// actions/cli/program.ts
init_oldest_node();
import { existsSync as existsSync4 } from "node:fs";
import { join as join5, resolve } from "node:path";

// actions/lib/app/request/documentation.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
function describedFor({ description, setting, default: fallback }) {
  return setting === void 0 ? description : `${description} When empty, \`${setting}\` of slipway.yaml (${fallback} when absent).`;
}

// node_modules/commander/esm.mjs
init_oldest_node();
var import_index = __toESM(require_commander(), 1);
var {
  program,
  createCommand,
  createArgument,
  createOption,
  CommanderError,
  InvalidArgumentError,
  InvalidOptionArgumentError,
  // deprecated old name
  Command,
  Argument,
  Option,
  Help
} = import_index.default;

// actions/cli/completion.ts
init_oldest_node();
var SHELLS = ["bash", "zsh", "fish"];
var COMMON = { json: "print the outcome as JSON", "dry-run": "print the plan, change nothing" };
var VALUES = {
  env: "environments",
  environment: "environments",
  service: "services",
  services: "services"
};
function completion(shell, verbs2) {
  switch (shell) {
    case "bash":
      return bash(verbs2);
    case "zsh":
      return `autoload -U +X bashcompinit && bashcompinit
${bash(verbs2)}`;
    case "fish":
      return fish(verbs2);
  }
}
function flagsOf({ inputs }) {
  return [...Object.keys(inputs), ...Object.keys(COMMON), "workspace"].map((name2) => `--${name2}`);
}
function bash(verbs2) {
  const cases = verbs2.map((verb2) => `    ${verb2.verb}) words="${flagsOf(verb2).join(" ")}" ;;`);
  const values = Object.entries(VALUES).map(
    ([flag2, folder]) => `    --${flag2}) words="$(_slipway_folders ${folder})" ;;`
  );
  return `_slipway_folders() {
  local root folder
  root="$(git rev-parse --show-toplevel 2>/dev/null)" || return
  for folder in "$root/$1"/*/; do [ -d "$folder" ] && basename "$folder"; done
}
_slipway() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="${[...verbs2.map(({ verb: verb2 }) => verb2), "help", "completion"].join(" ")}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${[...verbs2.map(({ verb: verb2 }) => verb2), "help", "completion"].join(" ")}"
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _slipway slipway
`;
}
function fish(verbs2) {
  const folders = (folder) => `(for f in (git rev-parse --show-toplevel)/${folder}/*/; basename $f; end)`;
  const lines = verbs2.flatMap(({ verb: verb2, summary, inputs }) => [
    `complete -c slipway -n __fish_use_subcommand -a ${verb2} -d ${quoted(summary)}`,
    ...Object.entries(inputs).map(([name2, { description }]) => {
      const values = VALUES[name2] === void 0 ? "" : ` -a ${quoted(folders(VALUES[name2]))}`;
      return `complete -c slipway -n '__fish_seen_subcommand_from ${verb2}' -l ${name2} -x${values} -d ${quoted(description)}`;
    })
  ]);
  const common = Object.entries(COMMON).map(
    ([name2, words]) => `complete -c slipway -n 'not __fish_use_subcommand' -l ${name2} -d ${quoted(words)}`
  );
  return ["complete -c slipway -f", ...lines, ...common, ""].join("\n");
}
function quoted(text) {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

// actions/cli/verbs.ts
init_oldest_node();

// actions/adopt/adopt.ts
init_oldest_node();
import { existsSync } from "node:fs";
import { join } from "node:path";

// actions/lib/io/files/write-new.ts
init_oldest_node();
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
async function writeNew(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" });
}

// actions/adopt/files.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);
import { posix } from "node:path";
function declarationText({ product, repository, environments, found }) {
  const services = Map.groupBy(found, ({ service }) => service);
  const places = [...services].toSorted(([one], [other]) => one < other ? -1 : 1).map(([service, own]) => {
    const byEnvironment = environments.flatMap((name2) => {
      const place = own.find(({ environment }) => environment === name2)?.place;
      return place === void 0 ? [] : [[name2, place]];
    });
    return [service, Object.fromEntries(byEnvironment)];
  });
  const keys = {
    product,
    ...repository === void 0 ? {} : { repository },
    firstEnvironment: environments[0],
    pins: { health: "optional", services: Object.fromEntries(places) }
  };
  return `# What is this repository's own, for Slipway (docs/adopt.md).
${(0, import_yaml2.stringify)(keys, { lineWidth: 0 })}`;
}
function environmentFiles(product, environments, found) {
  return environments.map((name2, index) => {
    const after = environments[index - 1];
    const isLast = index === environments.length - 1;
    const own = found.filter(({ environment: environment2 }) => environment2 === name2);
    const environment = {
      name: name2,
      order: index + 1,
      ...after === void 0 ? {} : { after },
      namespace: `${product}-${name2}`,
      clusters: ["main"],
      registry: registryOf(own.map(({ pin }) => pin.repository)),
      merge: after === void 0 ? "push" : isLast ? "review" : "auto",
      ...after === void 0 ? {} : { gates: isLast ? { soak: "30m", approvals: 1 } : { soak: "10m" } }
    };
    return [`environments/${name2}/environment.yaml`, (0, import_yaml2.stringify)(environment)];
  });
}
function registryOf(repositories) {
  const [first = "registry.example.com/x", ...others] = repositories;
  let prefix = posix.dirname(first);
  while (!others.every((each) => each.startsWith(`${prefix}/`)) && prefix !== ".")
    prefix = posix.dirname(prefix);
  return prefix;
}

// actions/adopt/look.ts
init_oldest_node();
import { posix as posix2 } from "node:path";
var import_yaml3 = __toESM(require_dist(), 1);
var USUAL = [
  ...["dev", "development", "test", "testing", "int", "integration", "qa", "uat"],
  ...["stage", "staging", "preprod", "canary", "prod", "production", "live"]
];
var MANIFEST = /\.ya?ml$/;
var ELSEWHERE = /(?:^|\/)(?:\.[^/]+|node_modules|vendor|templates|testdata)\/|(?:compose|service|slipway|environment)\.ya?ml$/;
async function findPins(tree, names) {
  const files = (await tree.list("")).filter((path) => MANIFEST.test(path) && !ELSEWHERE.test(path));
  const known = names.length > 0 ? names : USUAL;
  const found = [];
  const leftOut = [];
  for (const file of files) {
    const environment = environmentOf(file, known);
    if (environment === void 0) continue;
    const text = (await tree.read(file))?.toString() ?? "";
    try {
      found.push(...pinsIn(text, file, environment));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      leftOut.push(error.message);
    }
  }
  return alone(found, leftOut);
}
function environmentOf(file, names) {
  const parts = file.toLowerCase().replace(MANIFEST, "").split("/").toReversed();
  for (const part of parts) {
    const words = [part, ...part.split(/[._-]/)];
    const name2 = names.find((each) => words.includes(each));
    if (name2 !== void 0) return name2;
  }
  return void 0;
}
function pinsIn(text, file, environment) {
  const { document } = openYaml(text, file);
  return placesIn(document.contents, file, []).flatMap((place) => {
    const pin = readable(text, place);
    if (pin === void 0) return [];
    const service = posix2.basename(pin.repository).toLowerCase().replace(/[^a-z0-9]+/g, "-");
    return [{ service, environment, place, pin }];
  });
}
function placesIn(node, file, at) {
  if ((0, import_yaml3.isSeq)(node)) return node.items.flatMap((item, index) => placesIn(item, file, [...at, index]));
  if (!(0, import_yaml3.isMap)(node)) return [];
  const text = (key) => {
    const value = node.get(key, true);
    return (0, import_yaml3.isScalar)(value) && typeof value.value === "string" ? value.value : void 0;
  };
  if (at[0] === "images" && at.length === 2 && text("name") !== void 0 && text("newTag") !== void 0) {
    return [{ file, image: text("name") ?? "" }];
  }
  if (at.length > 0 && text("repository") !== void 0 && text("tag") !== void 0) {
    return [{ file, values: at }];
  }
  const reference = text("image") === void 0 ? [] : [{ file, path: [...at, "image"] }];
  const below = node.items.flatMap((item) => {
    if (!(0, import_yaml3.isPair)(item) || !(0, import_yaml3.isScalar)(item.key)) return [];
    return placesIn(item.value, file, [...at, String(item.key.value)]);
  });
  return [...reference, ...below];
}
function readable(text, place) {
  try {
    return pinnedAt(text, place);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}
function alone(found, leftOut) {
  const groups = Map.groupBy(found, ({ service, environment }) => `${service} in ${environment}`);
  const single = [];
  const more = [];
  for (const [name2, members] of groups) {
    const [first] = members;
    if (members.length === 1 && first !== void 0) single.push(first);
    else {
      const places = members.map(({ place }) => place.file).join(", ");
      more.push(
        `${name2} is pinned in several places (${places}).
  Declare the one that counts in slipway.yaml.`
      );
    }
  }
  return { found: single, leftOut: [...leftOut, ...more] };
}
function environmentsIn(found, names) {
  if (names.length > 0) return names;
  const there = new Set(found.map(({ environment }) => environment));
  return USUAL.filter((name2) => there.has(name2));
}

// actions/adopt/adopt.ts
async function adopt(request27, { workspace, report, dryRun }) {
  if (!request27.pins) {
    throw new BadRequest([
      "adopt: --pins is missing.\n  Give it to keep your files as they are; for release folders with canaries use `slipway init`."
    ]);
  }
  const { root, origin } = await readCheckout(workspace);
  const git = openGit(root, { identity: { name: "slipway", email: "slipway@localhost" } });
  const { found, leftOut } = await findPins(await git.tree("HEAD"), request27.environments);
  for (const words of leftOut) report.warning(`left out: ${words}`);
  const environments = environmentsIn(found, request27.environments);
  requireTwo(found, environments);
  const repository = origin === void 0 ? void 0 : publicAddress(origin);
  const product = nameOfAddress(repository ?? root) ?? "product";
  const text = declarationText({ product, repository, environments, found });
  const planned = new Map([[CONFIG_FILE, text], ...environmentFiles(product, environments, found)]);
  const missing = [...planned].filter(([path]) => !existsSync(join(root, path)));
  report.plan(missing.map(([path]) => `write ${path}`));
  if (!missing.some(([path]) => path === CONFIG_FILE)) {
    report.notice(
      `${CONFIG_FILE} is there already and stays as it is. What it needs, where it lacks it:
${text}`
    );
  }
  if (!dryRun) for (const [path, content] of missing) await writeNew(join(root, path), content);
  for (const line of nextSteps(found, environments, repository)) report.info(line);
  return {
    outputs: { written: JSON.stringify(dryRun ? [] : missing.map(([path]) => path)) },
    results: found.map(resultOf)
  };
}
function requireTwo(found, environments) {
  if (found.length > 0 && environments.length > 1) return;
  throw new UserError(
    `no pins of two environments were found in committed files${environments.length === 0 ? "" : ` (only of ${environments.join(", ")})`}.
  Name the environments as your paths do: --environments int,live; or declare pins in ${CONFIG_FILE} (docs/adopt.md).`
  );
}
function resultOf({ service, environment, place, pin }) {
  const alone2 = pin.digest === void 0 ? "; it has no digest yet, which its first promotion needs" : "";
  return { service, environment, status: "done", reason: `${place.file} pins ${describePin(pin)}${alone2}` };
}
function nextSteps(found, environments, repository) {
  const [first = ""] = environments;
  const one = found.find(({ environment }) => environment === first);
  const name2 = repository === void 0 ? "<owner>/<name>" : fullNameOfAddress(repository);
  const access = `SLIPWAY_TOKEN=$(gh auth token) GITHUB_REPOSITORY=${name2}`;
  const pin = { ...one?.place, tag: "<tag>", digest: "sha256:<digest>" };
  return [
    "",
    "Next steps:",
    `1. Review ${CONFIG_FILE}: is each pin the right place? Review environments/*/environment.yaml: merge, gates, freezes.`,
    "2. Commit and push, and see what would move:",
    `     ${access} slipway promote --dry-run`,
    `3. Let your pipeline pin in ${first} by tag and digest (write digest: "" next to a tag that has none):`,
    `     slipway bump --source <commit> --pins '${JSON.stringify([pin])}'`,
    "4. Run slipway promote after each bump and every few minutes (docs/adopt.md, Keep your layout)."
  ];
}

// actions/adopt/request.ts
init_oldest_node();
var request25 = defineRequest({
  verb: "adopt",
  summary: "The small start with --pins: declares where your files pin each service, so that pins are promoted and rolled back there.",
  inputs: {
    pins: {
      description: "Keep your layout: declare pins in your own files. Without it, use slipway init.",
      schema: flag,
      default: "false"
    },
    environments: {
      description: "Environments in promotion order, with commas between them; when empty, those of dev, test, qa, staging, prod and the like that paths of files name.",
      schema: list.pipe(array(string().regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, "not a name"))),
      default: ""
    }
  },
  outputs: { written: "Paths of the files that were written: a JSON array." }
});

// actions/init/init.ts
init_oldest_node();
import { existsSync as existsSync3 } from "node:fs";
import { readdir as readdir2, readFile as readFile3 } from "node:fs/promises";
import { join as join4, posix as posix8, relative } from "node:path";
import { fileURLToPath } from "node:url";

// actions/init/answers.ts
init_oldest_node();
import { readdir, readFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var import_yaml4 = __toESM(require_dist(), 1);
async function answersOf(request27, checkout) {
  const written = await readWritten(checkout.root);
  const address = checkout.origin === void 0 ? void 0 : publicAddress(checkout.origin);
  const found = [];
  const findings = contradictions(request27, written.config);
  const say = (name2, given, sources) => {
    if (given !== void 0) return given;
    const [source] = sources.filter(({ value }) => value !== void 0);
    if (source?.value === void 0) {
      findings.push(
        `init: input "${name2}" is missing, and nothing in the repository says it.
  ${GIVE[name2]}`
      );
      return "";
    }
    found.push(`--${name2} ${source.value} (${source.where})`);
    return source.value;
  };
  const inConfig = (value) => ({ value, where: CONFIG_FILE });
  const repository = say("repository", request27.repository, [
    inConfig(written.config?.repository),
    { value: address, where: "git's origin" }
  ]);
  const product = say("product", request27.product, [
    inConfig(written.config?.product),
    { value: nameOfAddress(repository), where: "the repository's name" }
  ]);
  const [first] = written.environments;
  const registry = say("registry", request27.registry, [
    { value: first?.registry, where: `environments/${first?.name}/environment.yaml` },
    { value: registryOf2(repository), where: "GitHub's registry of the repository's owner" }
  ]);
  const names = written.environments.map(({ name: name2 }) => name2);
  if (findings.length > 0) throw new BadRequest(findings);
  const environments = request27.environments ?? (names.length > 0 ? names : DEFAULT_ENVIRONMENTS);
  return { product, repository, registry, environments, owners: request27.owners, found };
}
var DEFAULT_ENVIRONMENTS = [DEFAULTS.firstEnvironment, "staging", "prod"];
var GIVE = {
  product: "Give it: --product bank, the name of what the services are together.",
  repository: "Give it: --repository https://github.com/owner/name.git, the address from which Argo CD reads the repository.",
  registry: "Give it: --registry registry.example.com/team, the registry that images are pushed to."
};
function contradictions(request27, config) {
  return ["product", "repository"].flatMap((key) => {
    const [given, written] = [request27[key], config?.[key]];
    if (given === void 0 || written === void 0 || given === written) return [];
    return [
      `init: input "${key}" is ${JSON.stringify(given)}, and ${CONFIG_FILE} says ${JSON.stringify(written)}.
  Leave --${key} out, or change ${CONFIG_FILE} and what was written for it.`
    ];
  });
}
var environmentSchema = looseObject({ name: string(), order: number(), registry: string() });
async function readWritten(root) {
  const text = await readFile(join2(root, CONFIG_FILE), "utf8").catch(() => void 0);
  const folders = await readdir(join2(root, "environments")).catch(() => []);
  const files = await Promise.all(
    folders.map(
      (name2) => readFile(join2(root, "environments", name2, "environment.yaml"), "utf8").catch(() => "")
    )
  );
  const environments = files.flatMap((each) => environmentSchema.safeParse((0, import_yaml4.parse)(each)).data ?? []);
  return {
    config: text === void 0 ? void 0 : parseConfig(text),
    environments: environments.toSorted((one, other) => one.order - other.order)
  };
}
function registryOf2(repository) {
  const owner = /^https:\/\/github\.com\/([^/]+)\//.exec(repository)?.[1];
  return owner === void 0 ? void 0 : `ghcr.io/${owner.toLowerCase()}`;
}

// actions/init/files.ts
init_oldest_node();
import { posix as posix5 } from "node:path";
var import_yaml6 = __toESM(require_dist(), 1);

// actions/init/look.ts
init_oldest_node();
import { posix as posix4 } from "node:path";

// actions/init/own-manifests.ts
init_oldest_node();
import { posix as posix3 } from "node:path";
var import_yaml5 = __toESM(require_dist(), 1);
var ELSEWHERE2 = /^(?:environments|rollouts|argocd)(?:\/|$)|(?:^|\/)(?:node_modules|vendor|testdata|charts\/[^/]+\/charts|\.[^/]+)(?:\/|$)/;
async function ownManifests(tree, folder, service) {
  const files = await tree.list("");
  const inside = files.filter((file) => folder !== "" && file.startsWith(`${folder}/`));
  const relative2 = (path) => posix3.relative(folder, path) || ".";
  const [chart] = [...foldersOf(inside, "Chart.yaml"), ...await chartsOf(tree, files, service)];
  if (chart !== void 0) {
    const image = await imageInValues(tree, chart);
    return { helm: { chart: relative2(chart) }, ...image === void 0 ? {} : { image } };
  }
  const kustomizations = foldersOf(inside, "kustomization.yaml");
  const base = kustomizations.find((path) => posix3.basename(path) === "base") ?? kustomizations[0];
  if (base !== void 0) {
    const image = await imageIn(tree, base, service);
    return { kustomize: relative2(base), ...image === void 0 ? {} : { image } };
  }
  for (const path of foldersOf(files, "kustomization.yaml").filter((each) => isBase(each, service))) {
    const image = await imageIn(tree, path, service);
    if (image !== void 0 && posix3.basename(image) === service) return { kustomize: relative2(path), image };
  }
  return void 0;
}
function foldersOf(files, name2) {
  return files.filter((file) => posix3.basename(file) === name2).map((file) => posix3.dirname(file)).filter((path) => !ELSEWHERE2.test(path)).toSorted((one, other) => one.split("/").length - other.split("/").length);
}
function isBase(path, service) {
  return ["base", service].includes(posix3.basename(path));
}
async function chartsOf(tree, files, service) {
  const folders = foldersOf(files, "Chart.yaml");
  const texts = await Promise.all(folders.map((folder) => tree.read(posix3.join(folder, "Chart.yaml"))));
  return folders.filter((_, index) => plainOf(texts[index])?.name === service);
}
async function imageInValues(tree, chart) {
  const image = plainOf(await tree.read(posix3.join(chart, "values.yaml")))?.image;
  return looseObject({ repository: string().min(1) }).safeParse(image).data?.repository;
}
function plainOf(text) {
  const [document] = (0, import_yaml5.parseAllDocuments)(text?.toString() ?? "", { logLevel: "silent", uniqueKeys: false });
  if (document === void 0 || !("errors" in document) || document.errors.length > 0) return void 0;
  return record(string(), unknown()).safeParse(document.toJS()).data;
}
async function imageIn(tree, folder, service) {
  const { paths } = await reachOf(tree, folder);
  const lists = await Promise.all([folder, ...paths].map(async (path) => [path, ...await tree.list(path)]));
  const files = [...new Set(lists.flat())].filter((file) => /\.ya?ml$/.test(file));
  const texts = await Promise.all(files.map((file) => tree.read(file)));
  const images = texts.flatMap(
    (text) => (0, import_yaml5.parseAllDocuments)(text?.toString() ?? "", { logLevel: "silent", uniqueKeys: false }).filter(({ errors }) => errors.length === 0).flatMap((document) => imagePaths(document.toJS()).flatMap(({ image }) => image ?? []))
  );
  const names = [...new Set(images.map(repositoryOf))];
  const own = names.filter((name2) => name2.includes(service));
  return names.length === 1 ? names[0] : own.length === 1 ? own[0] : void 0;
}

// actions/init/look.ts
var ELSEWHERE3 = /(?:^|\/)(?:node_modules|vendor|testdata|\.[^/]+)\//;
async function findServices(tree, product) {
  const files = (await tree.list("")).filter(
    (path) => posix4.basename(path) === "Dockerfile" && !ELSEWHERE3.test(path)
  );
  return Promise.all(
    files.map(async (file) => {
      const folder = posix4.dirname(file) === "." ? "" : posix4.dirname(file);
      const text = (await tree.read(file))?.toString() ?? "";
      const name2 = serviceName(posix4.basename(folder) || product);
      const own = await ownManifests(tree, folder, name2);
      return { name: name2, folder, context: await contextOf(tree, folder, text), port: portIn(text), own };
    })
  );
}
function serviceName(folder) {
  return folder.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "");
}
function portIn(dockerfile) {
  return Number(/^EXPOSE\s+(\d+)/im.exec(dockerfile)?.[1] ?? 8080);
}
async function contextOf(tree, folder, dockerfile) {
  if (folder === "") return void 0;
  const { sources, commands: commands2 } = contextUse(dockerfile, void 0);
  const copied = sources.filter((source) => !/[*?[]/.test(source) && source !== "");
  const named = commands2.flatMap(
    ({ text }) => text.match(/(?<![\w./-])(?:\.\/)?[\w-]+(?:\/[\w.-]+)*/g) ?? []
  );
  const paths = [...copied, ...named.filter((word) => word.includes("/"))];
  const isThere = async (path) => await tree.entry(path) !== void 0 || (await tree.list(path)).length > 0;
  for (const path of paths.map((each) => posix4.normalize(each))) {
    const here = await isThere(posix4.join(folder, path));
    if (!here && await isThere(path)) return posix4.relative(folder, "");
  }
  return void 0;
}
function patternsOf(found) {
  const parents = new Set(found.map(({ folder }) => posix4.dirname(folder)));
  const [parent = "."] = parents;
  if (found.length > 1 && parents.size === 1 && parent !== ".") return [`${parent}/*`];
  return found.map(({ folder }) => folder || ".");
}

// actions/init/files.ts
function plannedFiles(request27, services, models, own) {
  const config = { ...DEFAULTS, product: request27.product, repository: request27.repository };
  const first = request27.environments[0] ?? DEFAULTS.firstEnvironment;
  return new Map([
    ["slipway.yaml", configFile(request27, services, first)],
    ...services.flatMap((service) => serviceFiles(service)),
    ...request27.environments.flatMap(
      (name2, index) => environmentFiles2(request27, config, services, name2, index)
    ),
    ...copies(request27.environments, models, own, config),
    ...request27.owners === void 0 ? [] : [[".github/CODEOWNERS", codeOwners(first, request27.owners)]]
  ]);
}
function configFile({ product, repository }, services, first) {
  const folders = services.length === 0 ? DEFAULTS.services : patternsOf(services);
  const keys = { product, repository, services: folders, firstEnvironment: first };
  return `# What is this repository's own, for Slipway; every key is optional.
${(0, import_yaml6.stringify)(keys)}`;
}
function serviceFiles({ name: name2, folder, context, port, own }) {
  const build = context === void 0 ? {} : { build: { context } };
  if (own !== void 0) {
    return [[posix5.join(folder, "service.yaml"), (0, import_yaml6.stringify)({ name: name2, render: own, ...build })]];
  }
  const service = {
    ...{ name: name2, tier: "standard", ports: [{ name: "http", port }], calls: [] },
    slo: { errorRatio: 0.01, p95Seconds: 0.5 },
    ...build
  };
  const values = {
    ...{ replicas: 2, port, env: {} },
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    ...{ probes: {}, slo: service.slo, terminationGracePeriodSeconds: 30 }
  };
  return [
    [posix5.join(folder, "service.yaml"), (0, import_yaml6.stringify)(service)],
    [
      posix5.join(folder, "values.yaml"),
      `# Values of the chart; its values.schema.json lists them all.
${(0, import_yaml6.stringify)(values)}`
    ]
  ];
}
var KUSTOMIZATION = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
function environmentFiles2({ registry, environments }, config, services, name2, index) {
  const namespace = `${config.product}-${name2}`;
  const after = environments[index - 1];
  const isLast = index === environments.length - 1;
  const environment = {
    ...{ name: name2, order: index + 1 },
    ...after === void 0 ? {} : { after },
    ...{ namespace, clusters: ["main"], registry },
    merge: after === void 0 ? "push" : isLast ? "review" : "auto",
    ...after === void 0 ? {} : { gates: isLast ? { soak: "30m", approvals: 1 } : { soak: "10m" } }
  };
  const overlay = ({ name: service }) => {
    const image = imageName(config, service);
    const images = [{ name: image, newName: `${registry}/${image}` }];
    return (0, import_yaml6.stringify)({ ...KUSTOMIZATION, namespace, resources: ["release"], images });
  };
  return [
    [`environments/${name2}/environment.yaml`, (0, import_yaml6.stringify)(environment)],
    [
      `environments/${name2}/platform/kustomization.yaml`,
      (0, import_yaml6.stringify)({ ...KUSTOMIZATION, namespace, resources: ["namespace.yaml"] })
    ],
    [`environments/${name2}/platform/namespace.yaml`, (0, import_yaml6.stringify)(namespaceOf(name2, namespace))],
    ...services.map(
      (service) => [`environments/${name2}/${service.name}/kustomization.yaml`, overlay(service)]
    )
  ];
}
function namespaceOf(environment, name2) {
  const level = (mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"];
  return {
    ...{ apiVersion: "v1", kind: "Namespace" },
    metadata: {
      name: name2,
      labels: {
        "slipway.dev/environment": environment,
        ...Object.fromEntries(["enforce", "warn", "audit"].map(level))
      },
      annotations: { "argocd.argoproj.io/sync-options": "Prune=confirm,Delete=confirm" }
    }
  };
}
function codeOwners(first, owners) {
  return `# Everything has an owner, but the release folders of ${first}: bump pushes there.
* ${owners}
/environments/${first}/*/release/
`;
}
function copies(environments, models, own, config) {
  const { firstEnvironment: first } = own;
  const others = new RegExp(`(?<![\\w.-])(?:${projectName(own, "")})?(?:staging|prod)(?![\\w-])`);
  const named = (text, environment) => text.replaceAll(projectName(own, first), projectName(config, environment)).replace(new RegExp(`(?<!slipway\\.)\\b${first}\\b(?!/[a-z]+:)`, "g"), environment);
  const isOfFirst = (text) => named(text, "\0").includes("\0");
  return [...models].flatMap(([path, text]) => {
    if (!path.startsWith("argocd/")) return [[path, text]];
    if (others.test(path.replaceAll(".yaml", ""))) return [];
    const addressed = text.replaceAll(own.repository ?? "", config.repository ?? "").replaceAll(`of the ${own.product} `, "");
    if (isOfFirst(path)) {
      return environments.map((name2) => [named(path, name2), named(addressed, name2)]);
    }
    const lines = addressed.split("\n").flatMap((line) => {
      if (line.trimStart().startsWith("#")) return [line];
      if (others.test(line.replaceAll(".yaml", ""))) return [];
      return isOfFirst(line) ? environments.map((name2) => named(line, name2)) : [line];
    });
    return [[path, lines.join("\n")]];
  });
}

// actions/init/next-steps.ts
init_oldest_node();
function nextSteps2(answers, services, written, slipway) {
  const { product, repository, registry } = answers;
  const name2 = fullNameOfAddress(repository);
  const doctor2 = `SLIPWAY_TOKEN=$(gh auth token) GITHUB_REPOSITORY=${name2} slipway doctor --reporters ${product}-reporter --apply`;
  if (services.length === 0) return [];
  if (written === 0) {
    return [
      "Nothing is missing. `slipway doctor` checks what must be true outside of the repository:",
      `  ${doctor2}`
    ];
  }
  const rendered = services.some(({ own }) => own === void 0);
  const steps = [
    [
      `Review each service.yaml: ${rendered ? "ports, calls, slo" : "render"}, and build.${rendered ? " Review each values.yaml: limits, probes, env." : ""}`,
      `Keys: ${slipway.replace(/\.git$/, "")}/blob/main/docs/reference/service-yaml.md`
    ],
    ["Review environments/*/environment.yaml: clusters, gates, merge, freezes."],
    [
      "Commit, and check what a change releases: each service has a reason.",
      'git add --all && git commit -m "chore: set up Slipway" && slipway detect-changes --base HEAD~1'
    ],
    ...answers.owners === void 0 ? [
      [
        "Name who reviews what is delivered: this writes .github/CODEOWNERS.",
        "slipway init --owners @owner/team"
      ]
    ] : [],
    [
      `Create two GitHub Apps, for example ${product}-slipway (the bot) and ${product}-reporter, and install them on this repository. Their rights: docs/adopt.md.`
    ],
    ["Let doctor set what the forge's API can set: rules of branches, the environment delivery.", doctor2],
    [
      "Set the bot's key, its names and the registry; then run doctor again, until nothing is missing.",
      "gh secret set SLIPWAY_APP_PRIVATE_KEY --env delivery < key.pem",
      "gh variable set SLIPWAY_APP_CLIENT_ID --body <client id of the bot>",
      `gh variable set SLIPWAY_BOT_NAME --body '${product}-slipway[bot]'`,
      `gh variable set SLIPWAY_REGISTRY --body ${registry}`
    ],
    [
      "Push. Then give Argo CD the root application.",
      "kubectl apply --server-side -f argocd/bootstrap/root.yaml"
    ],
    ["Watch the first release.", "slipway status"]
  ];
  return [
    "",
    "Next steps:",
    ...steps.flatMap(([words, ...commands2], index) => [
      `${index + 1}. ${words}`,
      ...commands2.map((command2) => `     ${command2}`)
    ])
  ];
}

// actions/init/remarks.ts
init_oldest_node();
import { posix as posix6 } from "node:path";
function remarks(services, { origin, untracked }) {
  const unseen = untracked.filter((path) => posix6.basename(path) === "Dockerfile");
  const host = /(?:@|\/\/)(?:[^@/]*@)?([\w.-]+)/.exec(origin ?? "")?.[1] ?? "";
  return [
    ...unseen.map((path) => ["warning", `${path} is not committed, so init does not see it.`]),
    ...services.length > 0 ? [] : [
      [
        "warning",
        "No committed Dockerfile was found: add one to a service's folder, commit it, and run init again."
      ]
    ],
    .../gitlab|bitbucket|azure/.test(host) ? [
      [
        "warning",
        `${host} cannot run the workflows that init writes: they are for GitHub Actions and for Gitea.`
      ]
    ] : [],
    ...services.flatMap(keptManifests)
  ];
}
function keptManifests({ name: name2, folder, own }) {
  if (own === void 0) return [];
  const place = posix6.join(folder, own.helm?.chart ?? own.kustomize ?? "");
  const image = own.image === void 0 ? [] : [`its image is ${own.image} there`];
  const values = own.helm === void 0 ? "what overlays of it change" : "values of single environments";
  return [
    [
      "info",
      [`${name2} keeps its manifests (${place})`, ...image].join("; ") + `. What is no Rollout there is updated without a canary: only probes stop a bad release. ${values.replace(/^./, (letter) => letter.toUpperCase())} must be written as patches into environments/<environment>/${name2}/kustomization.yaml.`
    ]
  ];
}
function grouped(paths) {
  const groups = Map.groupBy(
    paths,
    (path) => /^(?:rollouts|argocd|\.github\/workflows|environments\/[^/]+)\//.exec(path)?.[0] ?? path
  );
  return [...groups].map(
    ([group, members]) => group.endsWith("/") ? `${group} (${members.length} ${members.length === 1 ? "file" : "files"})` : group
  );
}

// actions/init/running.ts
init_oldest_node();
var import_yaml7 = __toESM(require_dist(), 1);
import { posix as posix7 } from "node:path";
var MANIFEST2 = /\.ya?ml$/;
var ELSEWHERE4 = /^(?:environments|rollouts|argocd)\/|(?:^|\/)(?:\.[^/]+|node_modules|templates|testdata)\/|(?:compose|service)\.ya?ml$/;
async function runningImages(tree, services) {
  const names = new Set(services.map(({ name: name2 }) => name2));
  const files = (await tree.list("")).filter((path) => MANIFEST2.test(path) && !ELSEWHERE4.test(path));
  const found = await Promise.all(
    files.map(async (file) => imagesIn((await tree.read(file))?.toString() ?? "", file))
  );
  return found.flat().filter(({ service }) => names.has(service));
}
function imagesIn(text, file) {
  const lines = new import_yaml7.LineCounter();
  const found = [];
  for (const document of (0, import_yaml7.parseAllDocuments)(text, { lineCounter: lines, uniqueKeys: false })) {
    if ("errors" in document && document.errors.length > 0) continue;
    (0, import_yaml7.visit)(document, {
      Map: (_, map) => {
        const image = kustomizeImage(map) ?? plainImage(map);
        if (image === void 0) return;
        const [name2, tag, digest] = image;
        const service = posix7.basename(name2);
        const { line } = lines.linePos(map.range?.[0] ?? 0);
        found.push({ service, image: name2, tag, digest, file, line });
      }
    });
  }
  return found;
}
function kustomizeImage(map) {
  const name2 = textOf(map, "newName") ?? textOf(map, "name");
  const [tag, digest] = [textOf(map, "newTag"), textOf(map, "digest")];
  return name2 === void 0 || (tag ?? digest) === void 0 ? void 0 : [name2, tag, digest];
}
function plainImage(map) {
  const text = textOf(map, "image");
  const found = /^([^\s:@]+(?::\d+\/[^\s:@]+)?)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text ?? "");
  if (found !== null && (found[2] ?? found[3]) !== void 0) return [found[1] ?? "", found[2], found[3]];
  const nested = map.get("image");
  if (!(0, import_yaml7.isMap)(nested)) return void 0;
  const name2 = textOf(nested, "repository");
  const [tag, digest] = [textOf(nested, "tag"), textOf(nested, "digest")];
  return name2 === void 0 || (tag ?? digest) === void 0 ? void 0 : [name2, tag, digest];
}
function textOf(map, key) {
  const value = map.get(key, true);
  return (0, import_yaml7.isScalar)(value) && value.value !== null ? String(value.source ?? value.value) : void 0;
}
var VERSION = /^v?(\d+\.\d+\.\d+)$/;
function takeOver(images) {
  const versions = Map.groupBy(images, ({ service, tag, digest }) => `${service} ${tag} ${digest}`);
  return [...versions.values()].flatMap((same) => {
    const [first] = same;
    if (first === void 0) return [];
    const { service, tag, digest } = first;
    const places = same.map(({ file, line }) => `${file}:${line}`).join(", ");
    const runs = `${places}: ${service} runs ${[tag, digest].filter((part) => part !== void 0).join("@")}`;
    const version = VERSION.exec(tag ?? "")?.[1];
    return version === void 0 ? [`${runs}, which is no version; its first release is 0.1.0.`] : [
      `${runs}.
  To go on from there: git tag ${service}-v${version} && git push origin ${service}-v${version}`
    ];
  });
}

// actions/init/workflows.ts
init_oldest_node();
import { existsSync as existsSync2 } from "node:fs";
import { readFile as readFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";

// actions/reusable-workflows.ts
init_oldest_node();
var import_yaml8 = __toESM(require_dist(), 1);
var REUSABLE = [
  ...["deliver", "promote", "rollback", "preview", "gates", "gates-check", "board"],
  ...["hotfix", "hotfix-land", "approved", "stopped"]
];
var calledName = (name2) => `call-${name2}`;
var inputSchema = object({
  description: string(),
  type: string().default("string"),
  default: unknown().optional()
});
var sourceSchema = looseObject({
  name: string(),
  on: record(string(), unknown()),
  jobs: record(string(), looseObject({ permissions: record(string(), string()) }))
});
var expression = (text) => ["$", `{{ ${text} }}`].join("");
function callingWorkflow(name2, text, slipway, branch) {
  const { head } = partsOf(text);
  const { jobs } = sourceSchema.parse((0, import_yaml8.parse)(text));
  const secrets = secretsOf(text);
  const inputs = Object.keys(dispatchInputs(text));
  const path = `${slipway.repository}/.github/workflows/${calledName(name2)}.yml`;
  const own = slipway.isElsewhere && partsOf(text).body.includes("uses: ./");
  const named = own ? [`slipway-repository: ${slipway.repository}`, `slipway-ref: ${slipway.commit}`] : [];
  const given = [...inputs.map((each) => `${each}: ${expression(`inputs.${each}`)}`), ...named];
  const passed = secrets.map((each) => `      ${each}: ${expression(`secrets.${each}`)}`);
  return [
    "# Written by slipway init; the workflow that it calls is Slipway's.",
    ...head.filter((line) => !line.startsWith("#")).join("\n").replaceAll("branches: [main]", `branches: [${branch}]`).trim().split("\n"),
    "",
    "permissions: {}",
    "",
    ...slipway.isElsewhere ? concurrencyOf(text) : [],
    "jobs:",
    `  ${name2}:`,
    `    name: ${name2}`,
    `    uses: ${path}@${slipway.commit} # ${slipway.version}`,
    "    permissions:",
    ...unionOf(jobs).map(
      ([scope, right]) => `      ${scope}: ${right} # for the jobs of ${calledName(name2)}.yml`
    ),
    ...given.length === 0 ? [] : ["    with:", ...given.map((line) => `      ${line}`)],
    ...secrets.length === 0 ? [] : ["    secrets:", ...passed],
    ""
  ].join("\n");
}
function partsOf(text) {
  const at = text.indexOf("permissions: {}");
  return { head: text.slice(0, at).split("\n"), body: text.slice(at) };
}
function concurrencyOf(text) {
  const block = /^concurrency:\n(?: {2}.*\n)+/m.exec(text)?.[0] ?? "";
  return block === "" ? [] : block.split("\n");
}
function dispatchInputs(text) {
  const dispatch = looseObject({ inputs: record(string(), inputSchema).default({}) });
  const { on } = sourceSchema.parse((0, import_yaml8.parse)(text));
  return dispatch.parse(on.workflow_dispatch ?? {}).inputs;
}
function secretsOf(text) {
  return [...new Set([...text.matchAll(/\bsecrets\.([A-Z_]+)/g)].map(([, name2 = ""]) => name2))];
}
function unionOf(jobs) {
  const union = /* @__PURE__ */ new Map();
  for (const { permissions } of Object.values(jobs)) {
    for (const [scope, right] of Object.entries(permissions)) {
      if (union.get(scope) !== "write") union.set(scope, right);
    }
  }
  return [...union].sort(([one], [other]) => one.localeCompare(other));
}
var OWN_WORKFLOW = `SLIPWAY_WORKFLOW_REF: ${expression("job.workflow_ref")}`;

// actions/init/workflows.ts
async function plannedWorkflows(folder, slipway, caller) {
  const called = { ...slipway, isElsewhere: new URL(caller).hostname !== "github.com" };
  return Promise.all(
    REUSABLE.map(async (name2) => {
      const path = `.github/workflows/${name2}.yml`;
      const own = await readFile2(join3(folder, path), "utf8");
      return [path, callingWorkflow(name2, own, called, DEFAULTS.branch)];
    })
  );
}
var packageSchema = object({ slipway: object({ commit: string() }).optional() });
async function calledSlipway(folder, address, given) {
  const version = `v${(await readFile2(join3(folder, "version.txt"), "utf8")).trim()}`;
  const [name2, commit] = given?.split("@") ?? [];
  if (name2 !== void 0 && commit !== void 0) return { repository: name2, commit, version };
  const repository = fullNameOfAddress(address ?? "file:///");
  const packed = packageSchema.parse(JSON.parse(await readFile2(join3(folder, "package.json"), "utf8")));
  const found = packed.slipway?.commit ?? await checkedOut(folder);
  if (found !== void 0 && repository !== "") return { repository, commit: found, version };
  throw new UserError(
    `${folder}: its commit is not known, so the workflows cannot name it.
  Give it: --slipway owner/name@<commit>.`
  );
}
async function checkedOut(folder) {
  if (!existsSync2(join3(folder, ".git"))) return void 0;
  const git = openGit(folder, { identity: { name: "slipway", email: "slipway@localhost" } });
  return await git.resolve("HEAD") ?? void 0;
}

// actions/init/init.ts
var OWN = fileURLToPath(new URL("../..", import.meta.url));
var MODELS = [
  "rollouts/chart",
  "rollouts/strategies",
  "argocd/bootstrap",
  "argocd/projects",
  "argocd/applicationsets",
  "argocd/clusters",
  "argocd/kustomization.yaml"
];
var ON_OWN_ADDONS = /\/argocd\/clusters\/[^/]+\/(?:nats\/|reporter\/|control-plane\/(?:own-addons|reporter)\.yaml$)/;
async function init(request27, { workspace, report, dryRun }) {
  const checkout = await readCheckout(workspace);
  const { root } = checkout;
  const answers = await answersOf(request27, checkout);
  for (const found of answers.found) report.info(`Not given, so taken from the repository: ${found}`);
  const git = openGit(root, { identity: { name: "slipway", email: "slipway@localhost" } });
  const tree = await git.tree("HEAD");
  const services = await findServices(tree, answers.product);
  for (const [level, words] of remarks(services, checkout)) report[level](words);
  const own = parseConfig(await readFile3(join4(OWN, "slipway.yaml"), "utf8"));
  const slipway = await calledSlipway(OWN, own.repository, request27.slipway);
  const planned = new Map([
    ...plannedFiles(answers, services, await readModels(), own),
    ...await plannedWorkflows(OWN, slipway, answers.repository)
  ]);
  const paths = [...planned.keys()];
  const present = paths.filter((path) => existsSync3(join4(root, path)));
  const missing = paths.filter((path) => !present.includes(path));
  report.plan((dryRun ? missing : grouped(missing)).map((path) => `write ${path}`));
  if (present.length > 0) report.info(`Already there, not changed: ${grouped(present).join(", ")}.`);
  const running = takeOver(await runningImages(tree, services));
  for (const line of running) report.notice(line);
  if (running.length > 0) report.info(NOT_TAKEN_OVER);
  if (!dryRun) for (const path of missing) await writeNew(join4(root, path), planned.get(path) ?? "");
  for (const line of nextSteps2(answers, services, missing.length, own.repository ?? "")) report.info(line);
  return {
    outputs: { written: JSON.stringify(dryRun ? [] : missing) },
    results: services.map((service) => resultOf2(service, missing, dryRun))
  };
}
function resultOf2({ name: name2, folder }, missing, dryRun) {
  const file = posix8.join(folder, "service.yaml");
  if (!missing.includes(file))
    return { service: name2, status: "nothing", reason: `${file} is there already` };
  return dryRun ? { service: name2, status: "nothing", reason: `would write ${file}` } : { service: name2, status: "done", reason: `${file} is written` };
}
var NOT_TAKEN_OVER = "What runs is not changed by init: the first release of each service rolls out once. It keeps running until Argo CD is given the new application and the old one is deleted.";
async function readModels() {
  const found = await Promise.all(MODELS.map((path) => filesAt(join4(OWN, path))));
  if (found.some((files) => files.length === 0)) {
    throw new UserError(
      `${OWN}: Slipway's own chart and Argo CD files are not there.
  Run init from a checkout of Slipway.`
    );
  }
  const read = async (file) => [relative(OWN, file), await readFile3(file, "utf8")];
  return new Map(await Promise.all(found.flat().map(read)));
}
async function filesAt(path) {
  if (path.endsWith(".yaml")) return existsSync3(path) ? [path] : [];
  const entries = await readdir2(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && !/\.(?:ts|md)$/.test(entry.name)).map((entry) => join4(entry.parentPath, entry.name)).filter((file) => !ON_OWN_ADDONS.test(file));
}

// actions/init/request.ts
init_oldest_node();
var NAME = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
var NO_NAME = "not a name of lower case letters, digits and dashes";
var name = string().regex(NAME, NO_NAME);
function orEmpty(pattern, message) {
  return optionalText.refine((value) => value === void 0 || pattern.test(value), message);
}
var request26 = defineRequest({
  verb: "init",
  summary: "Sets a repository up for Slipway: writes what is missing, overwrites nothing; run it again after adding a service.",
  inputs: {
    product: {
      description: "Name of what the services are together; when empty, slipway.yaml's, else the repository's name.",
      schema: orEmpty(NAME, NO_NAME),
      default: ""
    },
    repository: {
      description: "Address from which Argo CD reads the repository: https://github.com/owner/name.git; when empty, slipway.yaml's, else that of git's origin.",
      schema: orEmpty(/^https?:\/\/[^@\s]+$/, "not an address without user and token"),
      default: ""
    },
    registry: {
      description: "Registry of the images, with a path if they have one; when empty, that of the environments there are, else ghcr.io/<owner> where the repository is on GitHub.",
      schema: orEmpty(/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/, "not host[:port][/path]"),
      default: ""
    },
    environments: {
      description: "Environments in promotion order, with commas between them; when empty, those there are, else dev,staging,prod.",
      schema: list.pipe(array(name)).transform((names) => names.length === 0 ? void 0 : names),
      default: ""
    },
    owners: {
      description: "Who reviews what is delivered and how, for CODEOWNERS: @owner/team. No CODEOWNERS when empty.",
      schema: optionalText,
      default: ""
    },
    slipway: {
      description: "Slipway that the workflows call: owner/name@<commit>; this one when empty.",
      schema: string().regex(/^(?:[\w.-]+\/[\w.-]+@[0-9a-f]{40})?$/, "not owner/name@ and a full commit").transform((value) => value === "" ? void 0 : value),
      default: ""
    }
  },
  outputs: { written: "Paths of the files that were written: a JSON array." }
});

// actions/cli/verbs.ts
function verb(request27, run) {
  return {
    request: request27,
    run: async (raw, context) => run(request27.parse(await withSettings(request27.inputs, raw, context.workspace)), context)
  };
}
var verbs = [
  verb(request5, detectChanges),
  verb(request10, nextVersions),
  verb(request2, buildImage),
  verb(request17, scanImages),
  verb(request14, pushImages),
  verb(request18, setupTools),
  verb(request19, signImages),
  verb(request22, verifyImages),
  verb(request3, bump),
  verb(request13, promote),
  verb(request4, checkGates),
  verb(request9, hotfix),
  verb(request16, rollback),
  verb(request8, hold),
  verb(request21, stop),
  verb(request15, resume),
  verb(request12, preview),
  verb(request, board),
  verb(request11, notify),
  verb(request20, status),
  verb(request23, watch),
  verb(request24, why),
  verb(request7, history),
  verb(request6, doctor)
];
var commands = [...verbs, verb(request26, init), verb(request25, adopt)];

// actions/cli/program.ts
async function runCommandLine(args, terminal) {
  const result = { code: EXIT_DONE };
  const program2 = new Command("slipway").description("Moves releases through environments with git as the only state.").helpCommand("help [verb]", "show what a verb takes").exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err.write });
  for (const verb2 of commands) {
    const run = async (raw, flags) => {
      result.code = await runVerb(verb2, raw, flags, terminal);
    };
    program2.addCommand(command(verb2, run).copyInheritedSettings(program2));
  }
  program2.addCommand(completionCommand(terminal).copyInheritedSettings(program2));
  try {
    await program2.parseAsync([...args], { from: "user" });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_REQUEST;
    throw error;
  }
}
function completionCommand(terminal) {
  return new Command("completion").description("Prints what a shell completes slipway with: source <(slipway completion bash)").addArgument(new Argument("<shell>", "the shell to complete in").choices(SHELLS)).action(
    (shell) => terminal.out(
      completion(
        shell,
        commands.map(({ request: request27 }) => request27)
      )
    )
  );
}
function command({ request: request27 }, run) {
  const each = new Command(request27.verb).description(request27.summary);
  for (const [name2, input] of Object.entries(request27.inputs)) each.addOption(option(name2, input));
  each.option("--json", "print the outcome as JSON on standard output");
  if (!Object.hasOwn(request27.inputs, "dry-run")) {
    each.option("--dry-run", "print the plan and change nothing");
  }
  each.option("--workspace <folder>", "the checkout to work on", ".");
  each.addHelpText("after", environmentHelp);
  const positional = Object.keys(request27.inputs).filter((name2) => request27.inputs[name2]?.isPositional);
  for (const name2 of positional) each.argument(`[${name2}]`, `the same as --${name2}`);
  return each.action(async () => {
    const flags = each.opts();
    const raw = Object.keys(request27.inputs).flatMap((name2) => {
      const value = flags[camelCase(name2)] ?? each.args[positional.indexOf(name2)];
      return typeof value === "string" ? [[name2, value]] : [];
    });
    await run(Object.fromEntries(raw), flags);
  });
}
var environmentHelp = `
Environment:
  SLIPWAY_TOKEN       token of the bot, for pushes and the forge's API
  GITHUB_REPOSITORY   owner/name at the forge
  GITHUB_API_URL      the forge's API (…/api/v1 is Gitea), https://api.github.com when absent`;
function option(name2, input) {
  const isFlag = input.default === "false";
  const names = input.alias === void 0 ? `--${name2}` : `--${input.alias}, --${name2}`;
  const described = new Option(
    `${names} ${isFlag ? "[value]" : "<value>"}`,
    describedFor(input) + (isRequired(input) ? " (required)" : "")
  );
  if (isFlag) described.preset("true");
  return input.default && input.setting === void 0 ? described.default(input.default) : described;
}
async function runVerb(verb2, raw, flags, terminal) {
  const context = {
    workspace: resolve(terminal.cwd, flags.workspace ?? "."),
    env: terminal.env,
    clock: { now: () => /* @__PURE__ */ new Date() },
    report: terminalReport(terminal.err),
    dryRun: flags.dryRun === true || flags.dryRun === "true"
  };
  try {
    const outcome = await verb2.run(raw, context);
    const { answer } = outcome;
    if (flags.json) terminal.out(`${jsonForTerminal(answer?.document ?? outcome)}
`);
    else if (answer !== void 0) terminal.out(`${answerText(answer, terminal.outStream)}
`);
    reportOutcome(verb2.request.verb, outcome, context.report);
    return exitCode(outcome);
  } catch (error) {
    context.report.error(describeError(error));
    if (verb2.request.verb !== "init" && isStranger(context.workspace, error)) context.report.notice(WAY_IN);
    return exitCodeOf(error);
  }
}
var WAY_IN = "This checkout has no folder environments/, so this repository is not set up for Slipway.\n  Run `slipway init` in it (docs/adopt.md), or name another checkout with --workspace.";
function isStranger(workspace, error) {
  if (!(error instanceof UserError) || error instanceof BadRequest || error instanceof NotSetUp) return false;
  const isRoot = existsSync4(join5(workspace, ".git"));
  return isRoot && !existsSync4(join5(workspace, "environments"));
}

// actions/cli/slipway.ts
process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  outStream: process.stdout,
  err: { write: (text) => process.stderr.write(text), stream: process.stderr }
});
