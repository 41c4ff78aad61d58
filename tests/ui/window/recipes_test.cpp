// Recipes in the window: what the list says of a store, what Run queues, the page, the editor.
#include "recipes/recipe_editor.h"
#include "recipes/recipe_page.h"
#include "recipes/recipes_panel.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "theme/theme.h"
#include "window/main_window.h"
#include "window/recipe_commands.h"

#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace epochlab;
using test::patience;

namespace {

const char* const widths = "title = \"Widths\"\nquestion = \"What does width bring?\"\n[settings]\nepochs = 2\n[grid]\nwidth = [4, 8, 16]\n"
                           "[[figure]]\nname = \"loss\"\ntitle = \"Loss by width\"\nkind = \"curves\"\nshow = [\"validation_loss\"]\n";

struct Fixture {
    Fixture() {
        std::filesystem::create_directories(program);
        std::ofstream(program + "/widths.toml") << widths;
        window.resize(1280, 800);
        window.show();
        window.recipes()->setFolders({own, program});
        window.recipes()->show(path);
    }
    template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }
    bool says(const QString& beginning) {
        return until([&] { return window.recipes()->panel()->stateText(path).startsWith(beginning); });
    }
    const ui::RecipesPanel& panel() { return *window.recipes()->panel(); }

    test::TemporaryFolder folder;
    const std::string program = folder.path() + "/program", own = folder.path() + "/own", path = program + "/widths.toml";
    core::StoreWriter writer{folder.path() + "/store"};
    ui::Controller controller{test::scriptedServices({}), &writer};
    ui::MainWindow window{controller, QString::fromStdString(folder.path() + "/window.ini"), folder.path() + "/store"};
};

} // namespace

class RecipesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void runTrainsWhatIsMissingAloneAndFillsThePage() {
        Fixture f;
        QVERIFY(f.says(QStringLiteral("3 runs, ")));
        QCOMPARE(f.panel().button(f.path)->text(), QStringLiteral("Run"));
        f.panel().button(f.path)->click();
        QVERIFY(f.says(QStringLiteral("done")));
        QCOMPARE(f.panel().button(f.path)->text(), QStringLiteral("Show"));
        QVERIFY(f.until([&] { return f.window.recipes()->page()->figures().size() == 1 && f.window.recipes()->page()->upToDate(); }));
        QVERIFY(!f.window.recipes()->page()->figures().front().reading.empty());
        QCOMPARE(f.controller.runs().size(), std::size_t{3});

        std::string wider = widths;
        wider.replace(wider.find("[4, 8, 16]"), 10, "[4, 8, 16, 32]");
        std::ofstream(f.path) << wider;
        f.window.recipes()->setFolders({f.own, f.program});
        QVERIFY(f.says(QStringLiteral("3 of 4 done")));
        f.panel().button(f.path)->click();
        QVERIFY(f.says(QStringLiteral("done")));
        QCOMPARE(f.controller.runs().size(), std::size_t{4});
    }

    void theEditorNamesTheLineAndSavesIntoTheUsersFolder() {
        Fixture f;
        f.window.recipes()->openNew();
        ui::RecipeEditor* editor = f.window.recipes()->editor();
        QVERIFY(f.until([&] { return editor->draft().ready(); }));
        QVERIFY2(editor->previewText().contains(QStringLiteral("3 runs")), qPrintable(editor->previewText()));
        const struct {
            const char* text;
            int line;
        } rows[] = {{"title = \"a\"\n[settings]\nwidht = 3\n", 3}, {"title = \n", 1}, {"[grid]\nwidth = [\"x\"]\n", 2}};
        for (const auto& row : rows) {
            editor->editor()->setPlainText(QLatin1String(row.text));
            QVERIFY(!editor->saveButton()->isEnabled());
            QVERIFY(f.until([&] { return editor->draft().upToDate(); }));
            QCOMPARE(editor->draft().preview()->line, row.line);
            QVERIFY2(editor->errorText().contains(QStringLiteral("line %1").arg(row.line)), qPrintable(editor->errorText()));
            QVERIFY(!editor->saveButton()->isEnabled());
        }
        editor->editor()->setPlainText(QString::fromLatin1(widths).replace(QStringLiteral("Widths"), QStringLiteral("My widths!")));
        QVERIFY(f.until([&] { return editor->draft().ready(); }));
        QCOMPARE(editor->target(), f.own + "/my-widths.toml");
        editor->saveButton()->click();
        QVERIFY(QFile::exists(QString::fromStdString(f.own + "/my-widths.toml")));
        QVERIFY(f.until([&] { return f.panel().button(f.own + "/my-widths.toml") != nullptr; }));
        f.window.recipes()->remove(f.own + "/my-widths.toml");
        QVERIFY(f.until([&] { return f.panel().button(f.own + "/my-widths.toml") == nullptr; }));
        QVERIFY(QFile::exists(QString::fromStdString(f.own + "/my-widths.toml.removed")));
    }
};

QTEST_MAIN(RecipesTest)
#include "recipes_test.moc"
