import java.io.File;
import java.util.Arrays;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates every PDF of a directory as PDF/UA-1: a line for each rule that a file breaks, and a last one with the count. */
public class Validate {
    public static void main(String[] given) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        File[] files = new File(given[0]).listFiles((where, name) -> name.endsWith(".pdf"));
        Arrays.sort(files);
        int failed = 0;
        for (File file : files) {
            failed += isValid(file) ? 0 : 1;
        }
        System.out.println(files.length + " files, " + failed + " not PDF/UA-1");
        System.exit(failed == 0 ? 0 : 1);
    }

    private static boolean isValid(File file) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            TreeSet<String> broken = new TreeSet<>();
            result.getTestAssertions().forEach(each ->
                broken.add(each.getRuleId().getClause() + " " + each.getMessage().replaceAll("\\s+", " ")));
            broken.forEach(each -> System.out.println(file.getName() + ": " + each));
            return result.isCompliant();
        }
    }
}
