// Answers that are kept, the tab Report, and the process that writes a report.
#include "recipes/recipe_page.h"
#include "report/answer_box.h"
#include "report/answer_keeper.h"
#include "report/command_job.h"
#include "report/report_page.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "theme/theme.h"
#include "window/main_window.h"
#include "window/preset_commands.h"
#include "window/recipe_commands.h"
#include "window/report_commands.h"
#include "window/tab_pages.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace epochlab;
using test::patience;

namespace {

template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }

std::string stored(const std::string& directory, const std::string& question = "why") {
    const core::Result<core::Answers> answers = core::loadStoredAnswers(directory);
    if (!answers) return "error";
    const auto asker = answers->find("widths");
    return asker != answers->end() && asker->second.contains(question) ? asker->second.at(question) : std::string();
}

const char* const recipeText =
    "title = \"Widths\"\nquestion = \"What does width bring?\"\n[settings]\nepochs = 2\n[grid]\nwidth = [4, 8]\n"
    "[[ask]]\nid = \"why\"\ntext = \"Why is wider better?\"\n[[ask]]\nid = \"cost\"\ntext = \"What does it cost?\"\n";

struct Fixture {
    Fixture() {
        std::filesystem::create_directories(program);
        std::ofstream(program + "/widths.toml") << recipeText;
        std::ofstream(program + "/zoo.toml") << "title = \"Zoo\"\n";
        window.resize(1280, 800);
        window.show();
        window.recipes()->setFolders({"", program});
        shown = until([this] { return page().answerBox("widths", "why") != nullptr; });
    }
    ui::ReportPage& page() { return *window.recipes()->report()->page(); }
    QString count() { return page().findChild<QLabel*>(QStringLiteral("report-count"))->text(); }

    test::TemporaryFolder folder;
    const std::string program = folder.path() + "/program", store = folder.path() + "/store";
    core::StoreWriter writer{store};
    ui::Controller controller{test::scriptedServices({}), &writer};
    ui::MainWindow window{controller, QString::fromStdString(folder.path() + "/window.ini"), store};
    bool shown = false;
};

/// A program that does what `body` says.
QString program(const test::TemporaryFolder& folder, const std::string& body) {
    const std::string path = folder.path() + "/program.sh";
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return QString::fromStdString(path);
}

} // namespace

class ReportTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void whatIsTypedIsKeptSoonAndAtTheEnd() {
        const test::TemporaryFolder folder;
        {
            ui::AnswerKeeper keeper(folder.path());
            keeper.write("widths", "why", QStringLiteral("More room."));
            QVERIFY(!keeper.saved());
            QVERIFY(until([&] { return keeper.saved(); }));
            QCOMPARE(stored(folder.path()), std::string("More room."));
            keeper.write("widths", "why", QStringLiteral("More room, ü."));
        } // before it is time
        QCOMPARE(stored(folder.path()), std::string("More room, ü."));
        ui::AnswerKeeper none{std::string()};
        none.write("widths", "why", QStringLiteral("x"));
        none.save();
        QVERIFY(!none.canKeep());
    }

    void twoWindowsSeeEachOtherAndLoseNothing() {
        const test::TemporaryFolder folder;
        ui::AnswerKeeper one(folder.path()), other(folder.path());
        one.watch(1);
        other.watch(1);
        one.write("widths", "why", QStringLiteral("First."));
        QVERIFY(until([&] { return other.text("widths", "why") == QStringLiteral("First."); }));
        QSignalSpy merged(&other, &ui::AnswerKeeper::merged);
        one.write("widths", "why", QStringLiteral("Mine."));
        other.write("widths", "why", QStringLiteral("Yours."));
        one.save();
        QVERIFY(until([&] { return one.saved(); }));
        other.save();
        QVERIFY(until([&] { return other.saved() && merged.size() == 1; }));
        QCOMPARE(other.text("widths", "why"), QStringLiteral("Mine.\n\nYours."));
        QVERIFY(until([&] { return one.text("widths", "why") == QStringLiteral("Mine.\n\nYours."); }));
    }

    void whatCannotBeKeptIsSaidOnceAndStays() {
        const test::TemporaryFolder folder;
        std::ofstream(folder.path() + "/project.db") << "no database, and long enough to be looked at as one";
        ui::AnswerKeeper keeper(folder.path());
        QSignalSpy failed(&keeper, &ui::AnswerKeeper::failed);
        keeper.write("widths", "why", QStringLiteral("More room."));
        QSignalSpy ended(&keeper, &ui::AnswerKeeper::savedChanged);
        for (int time = 1; time <= 2; ++time) {
            keeper.save();
            QVERIFY(until([&] { return ended.size() == time; }));
            QVERIFY(!keeper.saved());
            QCOMPARE(failed.size(), 1);
        }
        std::filesystem::remove(folder.path() + "/project.db");
        keeper.save();
        QVERIFY(until([&] { return keeper.saved(); }));
        QCOMPARE(stored(folder.path()), std::string("More room."));
        QCOMPARE(failed.size(), 1);
    }

    void thePageCountsWhatIsChosenAndAnswered() {
        Fixture f;
        QVERIFY(f.shown);
        QCOMPARE(f.count(), QStringLiteral("0 of 2 answered"));
        f.page().answerBox("widths", "why")->editor()->setPlainText(QStringLiteral("More room."));
        QCOMPARE(f.count(), QStringLiteral("1 of 2 answered"));
        QCOMPARE(f.page().chosenRecipes().size(), std::size_t{2});
        f.page().choose("zoo", false);
        QCOMPARE(f.page().chosenRecipes(), std::vector<std::string>{f.program + "/widths.toml"});
        QVERIFY(f.page().button()->isEnabled());
        f.page().choose("widths", false);
        QCOMPARE(f.count(), QString());
        QVERIFY(!f.page().button()->isEnabled());
        f.page().setPreset({.title = "Group A", .banner = "", .questions = {{"q", "Which?"}}}, "preset-01");
        QCOMPARE(f.count(), QStringLiteral("0 of 1 answered"));
        QVERIFY(f.page().answerBox("preset-01", "q") != nullptr);
        QVERIFY(f.page().button()->isEnabled());
    }

    void theRecipesPageAndTheReportShowTheSameAnswer() {
        Fixture f;
        QVERIFY(f.shown);
        f.window.recipes()->show(f.program + "/widths.toml");
        const auto boxes = f.window.findChildren<ui::AnswerBox*>(QStringLiteral("answer-widths-why"));
        QCOMPARE(boxes.size(), 2);
        boxes[0]->editor()->setPlainText(QStringLiteral("So."));
        QCOMPARE(boxes[1]->editor()->toPlainText(), QStringLiteral("So."));
        QVERIFY(until([&] { return stored(f.store) == "So."; }));
        QVERIFY(until([&] { return boxes[0]->stateText() == QStringLiteral("kept"); }));
    }

    void aPresetAsksAndHidesReadingsUntilAnAnswerIsWritten() {
        Fixture f;
        QVERIFY(f.shown);
        const std::string path = f.folder.path() + "/a.epochlab-preset";
        std::ofstream(path) << "title = \"Group A\"\nhide-readings = true\n[[ask]]\nid = \"q\"\ntext = \"Which?\"\n";
        f.window.presets()->openFile(QString::fromStdString(path));
        QVERIFY(f.controller.preset() != nullptr);
        const std::string tag = f.controller.preset()->tag();
        QVERIFY(f.page().answerBox(tag, "q") != nullptr);
        const QString all = f.window.recipes()->report()->words().join(QLatin1Char(' '));
        QVERIFY2(all.contains(QStringLiteral("--preset ") + QString::fromStdString(path)), qPrintable(all));
        f.window.recipes()->run(f.program + "/widths.toml");
        ui::RecipePage* page = f.window.recipes()->page();
        QVERIFY(until([&] {
            return page->figures().size() == 1 && page->upToDate() && f.window.recipes()->book().rows().front().state->done() == 2;
        }));
        const auto reading = [page] { return page->findChild<QLabel*>(QStringLiteral("reading"))->text(); };
        QVERIFY2(reading().startsWith(QStringLiteral("What it comes to is shown once")), qPrintable(reading()));
        f.page().answerBox(tag, "q")->editor()->setPlainText(QStringLiteral("The wide one."));
        QCOMPARE(reading(), QString::fromStdString(page->figures().front().reading));
        f.controller.setPreset(nullptr);
        QVERIFY(f.page().answerBox(tag, "q") == nullptr || !f.page().answerBox(tag, "q")->isVisible());
    }

    void theCommandNamesWhatIsChosen() {
        Fixture f;
        QVERIFY(f.shown);
        f.page().choose("zoo", false);
        f.page().titleLine()->setText(QStringLiteral("My lab"));
        QVERIFY(f.controller.setParam("data", std::string("toy:moons")).ok());
        const QStringList words = f.window.recipes()->report()->words();
        const QString all = words.join(QLatin1Char(' '));
        QCOMPARE(words[0], QStringLiteral("report"));
        QVERIFY2(words[1].endsWith(QStringLiteral("/widths.toml")), qPrintable(all));
        for (const char* part : {"--known-data --data toy:moons", "--title My lab", "--store "})
            QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
        QVERIFY2(!all.contains(QStringLiteral("zoo")), qPrintable(all));
    }

    void onlyWhatIsTrainedWholeIsHandedIn() {
        Fixture f;
        QVERIFY(f.shown);
        f.window.centre()->show(&f.page());
        QVERIFY(until([&] { return f.window.recipes()->book().upToDate() && f.window.recipes()->book().rows().front().state; }));
        QVERIFY(f.window.recipes()->report()->handInWords(QStringLiteral("s1")).isEmpty());
        f.window.recipes()->run(f.program + "/widths.toml");
        QVERIFY(until([&] { return !f.window.recipes()->report()->handInWords(QStringLiteral("s1")).isEmpty(); }));
        const QString all = f.window.recipes()->report()->handInWords(QStringLiteral("s1")).join(QLatin1Char(' '));
        QVERIFY2(all.startsWith(QStringLiteral("handin --recipe ")), qPrintable(all));
        for (const char* part : {"--recipe widths ", "--student s1", "--store "})
            QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
        QVERIFY2(!all.contains(QStringLiteral("zoo")), qPrintable(all));
    }

    void theJobSaysHowItEnded() {
        const struct {
            const char *body, *signal, *says;
        } rows[] = {{"echo 'note[missing]: Epochs: 1 of 1 runs' >&2; exit 0", "done", "Epochs: 1 of 1 runs"},
                    {"echo 'error[io.no-space]: the disk is full (x); make room' >&2; exit 5", "failed", "the disk is full (x); make room"},
                    {"kill -9 $$", "failed", "the file could not be made"},
                    {"exit 7", "failed", "the file could not be made"}};
        for (const auto& row : rows) {
            const test::TemporaryFolder folder;
            ui::CommandJob job;
            QString ended, said;
            connect(&job, &ui::CommandJob::done, &job, [&](const QString&, const QStringList& notes) {
                ended = QStringLiteral("done");
                said = notes.join(QLatin1Char('\n'));
            });
            connect(&job, &ui::CommandJob::failed, &job, [&](const core::Error& error) {
                ended = QStringLiteral("failed");
                said = QString::fromStdString(core::describe(error));
            });
            job.start(program(folder, row.body), {}, QStringLiteral("x.pdf"));
            QVERIFY2(until([&] { return !ended.isEmpty(); }), row.body);
            QCOMPARE(ended, QLatin1String(row.signal));
            QVERIFY2(said.contains(QLatin1String(row.says)), qPrintable(said));
        }
        ui::CommandJob nothing;
        QSignalSpy failed(&nothing, &ui::CommandJob::failed);
        nothing.start(QStringLiteral("/no/such/program"), {}, QStringLiteral("x.pdf"));
        QVERIFY(until([&] { return failed.size() == 1; }));
    }

    void aJobThatIsStoppedSaysSo() {
        const test::TemporaryFolder folder;
        ui::CommandJob job;
        QSignalSpy stopped(&job, &ui::CommandJob::stopped), failed(&job, &ui::CommandJob::failed);
        job.start(program(folder, "exec sleep 600"), {}, QStringLiteral("x.pdf"));
        QVERIFY(job.running());
        job.stop();
        QVERIFY(until([&] { return stopped.size() == 1; }));
        QVERIFY(!job.running());
        QCOMPARE(failed.size(), 0);
    }
};

QTEST_MAIN(ReportTest)
#include "report_test.moc"
