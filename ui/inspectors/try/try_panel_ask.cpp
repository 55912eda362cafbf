// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// TryPanel: what is asked, and what comes of it.

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableWidget>

#include "ui/base/number_format.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/try/draw_pad.h"
#include "ui/inspectors/try/try_panel.h"
#include "ui/inspectors/try/try_result.h"

namespace weft::ui {
namespace {

constexpr int kPaceMs = 100;  // between two questions
constexpr int kShown = 112;   // side of a row's picture
constexpr int kSeen = 44;     // side of the drawing as the graph sees it
constexpr int kMostPixels = 8192;
constexpr double kMnistShare = 20.0 / 28;
constexpr int kSmallPicture = 12;  // below, digits fill their picture

QPixmap shown(const QImage& image, int side, double ratio) {
    if (image.isNull()) { return {}; }
    const int pixels = static_cast<int>(side * ratio);
    QPixmap made = QPixmap::fromImage(
        image.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::FastTransformation));
    made.setDevicePixelRatio(ratio);
    return made;
}

/// What row 0 becomes on the way to the placeholder.
Result<Tensor> through(const TryInput& input, Tensor row) {
    return converted(std::move(row), input.conversions);
}

}  // namespace

const TryInput* TryPanel::input() const {
    const QVariant chosen = m_input->currentData();
    if (!chosen.isValid()) { return nullptr; }
    return &m_choices.inputs[static_cast<std::size_t>(chosen.toInt())];
}

const TryOutput* TryPanel::output() const {
    const int at = m_output->currentIndex();
    if (at < 0 || static_cast<std::size_t>(at) >= m_choices.outputs.size()) { return nullptr; }
    return &m_choices.outputs[static_cast<std::size_t>(at)];
}

QString TryPanel::folder() const {
    return QFileInfo(m_document == nullptr ? QString() : m_document->path).absolutePath();
}

QStringList TryPanel::names() const {
    if (m_choices.label < 0) { return {}; }
    const int source = m_choices.inputs[static_cast<std::size_t>(m_choices.label)].source;
    if (source < 0) { return {}; }
    return classNamesOf(toQt(m_choices.sources[static_cast<std::size_t>(source)].name));
}

double TryPanel::brightest() const {
    const TryInput* in = input();
    if (in == nullptr || in->columnType == DType::UInt8 || in->source < 0) { return 255; }
    const auto source = static_cast<std::size_t>(in->source);
    if (source >= m_reader.sources().size()) { return 1; }
    const Result<Tensor> column = m_reader.sources()[source].column(in->column);
    if (!column.ok() || column->rank() < 1) { return 1; }
    constexpr std::int64_t kEnough = 100;
    return brightestOf(column->rows(0, std::min(kEnough, column->shape().dims()[0])));
}

void TryPanel::say(const QString& words) {
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void TryPanel::askSoon() {
    if (!isVisible() || m_session == nullptr || output() == nullptr) { return; }
    if (m_waiting) {
        m_again = true;
        return;
    }
    if (m_pace.isActive()) { return; }
    const qint64 since = m_sinceAsked.isValid() ? m_sinceAsked.elapsed() : kPaceMs;
    m_pace.start(static_cast<int>(std::max<qint64>(0, kPaceMs - since)));
}

/// Rows of data are needed for the row itself, for other inputs, and to know how bright pixels are.
void TryPanel::ask() {
    if (!isVisible() || m_session == nullptr || output() == nullptr) { return; }
    if (!m_choices.sources.empty()) {
        m_reader.read(m_choices.sources, m_split->currentText().toStdString(), folder());
        if (m_reader.sources().empty()) {
            if (m_reader.isReading()) { say(tr("Reading the data \u2026")); }
            return;
        }
    }
    Result<RunRequest> asked = request();
    if (!asked.ok()) {
        m_result->clear();
        say(plainWords(asked.status()));
        return;
    }
    m_waiting = true;
    m_again = false;
    m_sinceAsked.start();
    m_session->ask(std::make_shared<TryTask>(
        *std::move(asked), this, [this](const TryAnswer& answer) { onAnswer(answer); }));
}

Result<RunRequest> TryPanel::request() const {
    RunRequest made;
    made.fetches = {output()->tensor};
    for (const auto& knob : m_choices.standing) { made.feeds.push_back(knob); }
    const std::int64_t row = m_row->value();
    std::vector<int> others;
    for (const int index : m_needed) {
        const TryInput& needed = m_choices.inputs[static_cast<std::size_t>(index)];
        if (m_ways->currentIndex() == Row || &needed != input()) {
            others.push_back(index);
            continue;
        }
        made.feeds.emplace_back(needed.tensor, WEFT_TRY(chosenRow()));
    }
    auto fed = feedsOfRows(m_choices, others, m_reader.sources(), std::vector<std::int64_t>{row});
    if (!fed.ok()) { return fed.status(); }
    for (auto& feed : *fed) { made.feeds.push_back(std::move(feed)); }
    return made;
}

Result<Tensor> TryPanel::chosenRow() const {
    const TryInput& in = *input();
    if (m_ways->currentIndex() == Table) { return typedRow(std::max(0, m_table->currentRow())); }
    const std::optional<ImageShape> shape = imageShapeOf(in.rowShape);
    if (!shape) { return invalidArgument("the input is no picture: use Row or Table"); }
    QImage image = m_picture;
    if (m_ways->currentIndex() == Draw) {
        if (m_pad->isEmpty()) { return invalidArgument("Draw something with the mouse."); }
        image = m_pad->drawing();
        const bool small = std::min(shape->width, shape->height) < kSmallPicture;
        if (m_centre->isChecked()) {
            image = centredAsMnist(image, shape->width, shape->height, small ? 1 : kMnistShare);
        }
    } else if (image.isNull()) {
        return invalidArgument("Open an image file, or drop one here.");
    } else if (m_invert->isChecked()) {
        image.invertPixels();
    }
    const double most = brightest();
    Tensor row = WEFT_TRY(rowOfImage(image, in.columnType, in.rowShape, most));
    QLabel* const place = m_ways->currentIndex() == Draw ? m_seen : m_pictureShown;
    place->setPixmap(shown(imageOfRow(row, 0, most),
                           m_ways->currentIndex() == Draw ? kSeen : kShown, devicePixelRatioF()));
    return through(in, std::move(row));
}

Result<Tensor> TryPanel::typedRow(int line) const {
    const TryInput& in = *input();
    std::vector<float> numbers;
    for (int c = 0; c < m_table->columnCount(); ++c) {
        const QTableWidgetItem* item = m_table->item(line, c);
        const QString text = item == nullptr ? QString() : item->text().trimmed();
        bool ok = true;
        numbers.push_back(text.isEmpty() ? 0 : text.toFloat(&ok));
        if (!ok) {
            return invalidArgument(
                concat("column ", c, ": got '", text.toStdString(), "', want a number"));
        }
    }
    const bool bound = in.source >= 0;
    const PartialShape row = bound ? in.rowShape : in.shape.slice(1);
    Dims dims;
    // A scalar that nothing is bound to takes one number, not a batch of one.
    const bool batch = bound || !in.shape.hasRank() || in.shape.rank() > 0;
    if (batch) { dims.push_back(1); }
    if (row.hasRank()) {
        for (const std::int64_t size : row.dims()) { dims.push_back(size < 0 ? 1 : size); }
    }
    const Shape shape = WEFT_TRY(makeShape(dims));
    if (shape.elements() != static_cast<std::int64_t>(numbers.size())) {
        return invalidArgument(concat("row is too long to type: got ", shape.elements(),
                                      " numbers, want at most ", m_table->columnCount()));
    }
    Tensor typed = Tensor::ofValues<float>(shape, std::span<const float>(numbers));
    const std::vector<Conversion> toType{Conversion::cast(bound ? in.columnType : in.type)};
    typed = WEFT_TRY(converted(std::move(typed), toType));
    return bound ? through(in, std::move(typed)) : typed;
}

void TryPanel::onAnswer(const TryAnswer& answer) {
    m_waiting = false;
    ++m_answers;
    const TryOutput* out = output();
    if (!answer.status.ok() || answer.values.empty() || out == nullptr) {
        m_result->clear();
        say(plainWords(answer.status));
    } else {
        TryResult::Options options{.scores = out->scores, .names = names()};
        const std::vector<std::int64_t> row{m_row->value()};
        if (m_ways->currentIndex() == Row && m_choices.label >= 0) {
            const auto label = feedsOfRows(m_choices, {m_choices.label}, m_reader.sources(), row);
            if (label.ok()) {
                const std::vector<int> classes = labelClasses(label->front().second);
                if (classes.size() == 1) { options.label = classes.front(); }
            }
        }
        m_result->setValue(answer.values.front(), options);
        const QString step = tr("weights of step %1").arg(formatCount(answer.step));
        say(out->scores ? tr("softmax, %1").arg(step) : step);
    }
    if (m_again) { askSoon(); }
}

void TryPanel::showRow(std::int64_t row, const QString& split) {
    m_ways->setCurrentIndex(Row);
    if (!split.isEmpty()) { m_split->setCurrentText(split); }
    // How many there are may not be known yet.
    m_row->setMaximum(std::max(m_row->maximum(), static_cast<int>(row)));
    m_row->setValue(static_cast<int>(row));
    askSoon();
}

void TryPanel::refreshRow() {
    const TryInput* in = input();
    const bool there = in != nullptr && in->source >= 0 &&
                       static_cast<std::size_t>(in->source) < m_reader.sources().size();
    m_rowPicture->setVisible(false);
    if (!there) {
        m_rowWords->setText(in == nullptr    ? tr("The output needs no input.")
                            : in->source < 0 ? tr("No data is bound to %1.").arg(in->name)
                                             : QString());
        return;
    }
    const DataSource& source = m_reader.sources()[static_cast<std::size_t>(in->source)];
    const Result<Tensor> column = source.column(in->column);
    m_row->setMaximum(static_cast<int>(std::max<std::int64_t>(0, source.rows() - 1)));
    m_row->setToolTip(tr("Rows 0 to %1").arg(formatCount(source.rows() - 1)));
    if (!column.ok() || source.rows() == 0) { return; }
    const std::int64_t row = std::min<std::int64_t>(m_row->value(), source.rows() - 1);
    const QImage image = imageOfRow(*column, row, brightest());
    m_rowPicture->setVisible(!image.isNull());
    m_rowPicture->setPixmap(shown(image, kShown, devicePixelRatioF()));
    m_rowWords->setText(image.isNull() ? rowText(*column, row) : QString());
    m_rowWords->setVisible(image.isNull());
}

void TryPanel::nextWrong() {
    if (m_session == nullptr || m_reader.sources().empty() || output() == nullptr) { return; }
    const std::string scores = m_choices.outputs[static_cast<std::size_t>(m_choices.output)].tensor;
    say(tr("Looking \u2026"));
    m_session->ask(std::make_shared<NextWrongTask>(
        NextWrongTask::Question{m_choices, m_reader.sources(), scores, m_row->value()}, this,
        [this](const TryAnswer& answer) {
            if (!answer.status.ok()) {
                say(plainWords(answer.status));
            } else if (answer.row < 0) {
                say(tr("Every row of this split is right."));
            } else {
                showRow(answer.row);
            }
        }));
}

void TryPanel::choosePicture() {
    auto* dialog = new QFileDialog(this, tr("Open an image"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &TryPanel::takePicture);
    dialog->open();
}

void TryPanel::takePicture(const QString& path) {
    m_ways->setCurrentIndex(Picture);
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const QString name = QFileInfo(path).fileName();
    // What was shown before is not taken for this one.
    m_picture = {};
    m_pictureShown->clear();
    askSoon();
    const QSize size = reader.size();
    if (size.width() > kMostPixels || size.height() > kMostPixels) {
        m_pictureWords->setText(tr("%1 is too large: %2 \u00D7 %3 pixels, at most %4 a side.")
                                    .arg(name)
                                    .arg(size.width())
                                    .arg(size.height())
                                    .arg(kMostPixels));
        return;
    }
    const QImage read = reader.read();
    if (read.isNull()) {
        m_pictureWords->setText(
            tr("%1 cannot be read as an image: %2").arg(name, reader.errorString()));
        return;
    }
    m_picture = read.convertToFormat(QImage::Format_RGB888);
    const TryInput* in = input();
    const std::optional<ImageShape> shape =
        in == nullptr ? std::nullopt : imageShapeOf(in->rowShape);
    QString words = tr("%1, %2 \u00D7 %3").arg(name).arg(read.width()).arg(read.height());
    if (shape && (shape->width != read.width() || shape->height != read.height())) {
        words += tr(": scaled to the %1 \u00D7 %2 that the graph wants")
                     .arg(shape->width)
                     .arg(shape->height);
    }
    m_pictureWords->setText(words);
    askSoon();
}

}  // namespace weft::ui
