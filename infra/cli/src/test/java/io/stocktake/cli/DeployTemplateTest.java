package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.aws.inventory.InventorySetup;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CloudFormation template names what the jobs need, and nothing else. */
class DeployTemplateTest {
  private static final Path TEMPLATE = Path.of("..", "deploy", "stocktake.template.json");

  /**
   * Role actions by kind of job: Amazon S3 User Guide, "Granting permissions for Batch Operations".
   */
  private static final Map<String, Set<String>> OPERATIONS =
      Map.of(
          "ReadManifests", Set.of("s3:GetObject", "s3:GetObjectVersion"),
          "WriteReports", Set.of("s3:PutObject"),
          "Tag", Set.of("s3:PutObjectTagging", "s3:PutObjectVersionTagging"),
          "WriteCopies", Set.of("s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"),
          "Checksum", Set.of("s3:GetObject", "s3:GetObjectVersion", "s3:RestoreObject"),
          "RestoreCopySource", Set.of("s3:RestoreObject"),
          "ReadCopySource",
              Set.of(
                  "s3:GetObject",
                  "s3:GetObjectVersion",
                  "s3:GetObjectAcl",
                  "s3:GetObjectVersionAcl",
                  "s3:GetObjectTagging",
                  "s3:GetObjectVersionTagging"),
          "ListCopySource", Set.of("s3:ListBucket"));

  private static JsonNode template;

  @BeforeAll
  static void read() throws IOException {
    template = new JsonMapper().readTree(TEMPLATE.toFile());
  }

  @Test
  void theRoleMayDoWhatTheOperationsNeedAndNoMore() {
    Map<String, Set<String>> granted = new TreeMap<>();
    JsonNode policies = template.at("/Resources/BatchRole/Properties/Policies");
    for (JsonNode policy : policies) {
      for (JsonNode entry : policy.at("/PolicyDocument/Statement")) {
        JsonNode statement = entry.has("Fn::If") ? entry.at("/Fn::If/1") : entry;
        granted.put(statement.get("Sid").asText(), texts(statement.get("Action")));
        assertThat(texts(statement.get("Resource"))).noneMatch(resource -> resource.equals("*"));
      }
    }
    assertThat(granted).isEqualTo(new TreeMap<>(OPERATIONS));
  }

  @Test
  void onlyBatchOperationsOfTheAccountTakeTheRoleOn() {
    JsonNode trust =
        template.at("/Resources/BatchRole/Properties/AssumeRolePolicyDocument/Statement/0");
    assertThat(trust.at("/Principal/Service").asText())
        .isEqualTo("batchoperations.s3.amazonaws.com");
    assertThat(trust.at("/Condition/StringEquals/aws:SourceAccount/Ref").asText())
        .isEqualTo("AWS::AccountId");
  }

  @Test
  void theInventoryIsTheOneThatTheCommandConfigures() {
    JsonNode inventory = template.at("/Resources/DataBucket/Properties/InventoryConfigurations/0");
    assertThat(texts(inventory.get("OptionalFields")))
        .isEqualTo(new TreeSet<>(InventorySetup.FIELDS));
    assertThat(inventory.get("Id").asText()).isEqualTo("stocktake");
    assertThat(inventory.at("/Destination/Format").asText()).isEqualTo("Parquet");
    String prefix = inventory.at("/Destination/Prefix").asText();
    assertThat(
            template
                .at("/Resources/ReportBucketPolicy/Properties/PolicyDocument/Statement/0")
                .at("/Resource/0/Fn::Sub")
                .asText())
        .endsWith("/" + prefix + "/*");
  }

  @Test
  void theLifecycleRuleExpiresWhatIsTaggedForIt() {
    List<Map<String, String>> tags = new ArrayList<>();
    JsonNode rules = template.at("/Resources/DataBucket/Properties/LifecycleConfiguration/Rules");
    for (JsonNode rule : rules) {
      for (JsonNode tag : rule.path("TagFilters")) {
        tags.add(Map.of(tag.get("Key").asText(), tag.get("Value").asText()));
      }
    }
    assertThat(tags).containsExactly(TagSet.EXPIRE.tags());
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    StreamSupport.stream(list.spliterator(), false)
        .forEach(
            node -> texts.add(node.has("Fn::Sub") ? node.get("Fn::Sub").asText() : node.asText()));
    return texts;
  }
}
